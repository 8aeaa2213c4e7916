import { assert } from '#shared/assert.ts';
import { maxAuditEntries } from '#shared/domain/audit.ts';
import type { ControlAudit } from '#shared/ipc/server-control.ts';
import type { EventLog } from './storage/event-log.ts';

/** A page of the acts of power for whoever runs the server, with the names of those in it. */
export async function readAudit(
  log: Pick<EventLog, 'listAudit' | 'directory'>,
  before: number | undefined,
): Promise<ControlAudit> {
  const params = { maxEntries: maxAuditEntries };
  const page = await log.listAudit(null, before === undefined ? params : { ...params, before });
  assert(page.ok, 'whoever runs the server may ask');
  const { entries, next } = page.value;
  const { people, rooms } = await log.directory();
  const meant = new Set(entries.flatMap(({ personId, subject }) => [personId, subject]));
  const inRooms = new Set(entries.map(({ roomId }) => roomId));
  return {
    entries,
    next,
    people: people.flatMap(({ personId, displayName }) => (meant.has(personId) ? [{ personId, displayName }] : [])),
    rooms: rooms.flatMap(({ room: { roomId, name } }) => (inRooms.has(roomId) ? [{ roomId, name }] : [])),
  };
}
