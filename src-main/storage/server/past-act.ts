import { canSee } from '#shared/domain/access.ts';
import type { ActRef } from '#shared/domain/act.ts';
import { parseCommand, type CommandEnvelope } from '#shared/domain/command.ts';
import type { PastAct } from '#shared/domain/decide/decision.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import { commandIdBytes } from './command-id-bytes.ts';
import type { EventText } from './event-text.ts';
import { isSeenBy } from './healing/healed-sight.ts';
import type { ServerTables } from './server-tables.ts';
import { settingBefore } from './setting-before.ts';

/** The event that a command became (P14); null where the log has none. */
export function eventOf(
  { people, commands, events }: Pick<ServerTables, 'people' | 'commands' | 'events'>,
  { personId, commandId }: ActRef,
): EventText | null {
  const person = people.byId(personId);
  if (person === null) return null;
  const stored = commands.find({ personRef: person.personRef, commandId: commandIdBytes(commandId) });
  return stored?.result.type === 'event' ? events.bySeq(stored.result.seq) : null;
}

/** What somebody did, when, and what stood before. */
export function pastAct(tables: ServerTables, ref: ActRef): PastAct | null {
  const event = eventOf(tables, ref);
  if (event === null) return null;
  const { kind, body } = JSON.parse(event.command) as CommandEnvelope;
  const command = parseCommand(kind, body);
  if (!command.ok) return null;
  const { at, seq } = event.header;
  return { command: command.value, at, before: settingBefore(tables, seq, command.value) };
}

/** The room of a message that the reader may see (P6); null where there is no such message for them. */
export function roomOfMessage(tables: ServerTables, reader: PersonId, message: ActRef): RoomId | null {
  const event = eventOf(tables, message);
  const roomId = event?.header.kind === 'message.posted' ? roomOfStream(event.header.stream) : null;
  const room = roomId === null ? null : tables.rooms.byId(roomId);
  const person = tables.people.byId(reader);
  if (event === null || room === null || person === null || tables.closedRooms.isClosed(room.roomRef)) return null;
  const access = tables.access.ofRoom({ personRef: person.personRef, roomRef: room.roomRef });
  return canSee(access, event.header.streamSeq) && isSeenBy(tables, reader, event) ? roomId : null;
}
