import { roomOfStream } from '#shared/domain/stream.ts';
import { present } from '#shared/assert.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import { directPeople } from '#shared/domain/decide/direct.ts';
import type { AppendedEvent } from '../../event-log.ts';
import { commandIdBytes } from '../command-id-bytes.ts';
import { contentHashOfRead } from '../content-hash.ts';
import type { EngineContext } from '../engine-context.ts';
import { writeEvent } from '../event-writer.ts';
import { sharedWithBoth } from './parting.ts';
import type { Needed } from './piece-table.ts';
import type { ReturnedEvent } from './returned-event.ts';

/**
 * Puts an event that came back into the log again, within a transaction that the caller runs: not decided again, under new
 * numbers, with where it stood first (H4). Null while what it belongs to is not known, or closed (H3): then it waits (H6).
 */
export function healEvent(
  context: EngineContext,
  returned: ReturnedEvent,
  { isTold }: { readonly isTold: boolean },
): AppendedEvent | null {
  const { tables, ids } = context;
  const { event, envelope, command, piece } = returned;
  const needed = neededBy(context, returned);
  if (needed !== null) {
    tables.pieces.wait(piece, needed);
    return null;
  }
  const { header, command: text, signature } = event;
  const { person, device, stream, at, role } = header;
  const objectId = command.kind === 'message.send' ? '' : ids.objectId(person, envelope.commandId);
  const origin = originOf(header);
  const healed = { origin, at, isTold, shared: sharedWithBoth(tables, piece, origin) };
  const { commandId } = envelope;
  const author = { person, device, commandId };
  const given = role === undefined ? {} : { role };
  const { appended } = writeEvent(context, { command, text, signature, stream, ...author, ...given, objectId, healed });
  const personRef = tables.people.byId(person)?.personRef;
  if (personRef !== undefined) {
    const result = { type: 'event' as const, seq: appended.seq, roomId: toldRoom(command.kind, roomOfStream(stream)) };
    const contentHash = contentHashOfRead(envelope);
    const key = { personRef, commandId: commandIdBytes(envelope.commandId) };
    tables.commands.put(key, { contentHash, number: envelope.number, result });
  }
  tables.pieces.healed(piece, appended.seq, tables.epochs.current().epoch);
  return withoutClosed(context, appended);
}

/** A private room that was made in the lost part is closed as others are (H3): nobody is told of it, and who is in it waits. */
function withoutClosed({ tables }: EngineContext, appended: AppendedEvent): AppendedEvent {
  const made = appended.changes.find((change) => change.type === 'room.put');
  if (made?.type !== 'room.put' || made.room.kind !== 'channel' || made.room.visibility !== 'private') return appended;
  const { roomRef } = present(tables.rooms.byId(made.room.roomId), 'it was made just now');
  tables.closedRooms.close(roomRef, tables.epochs.current().epoch);
  return { ...appended, changes: [made], opened: [], hidden: null };
}

/** The room that the acceptance tells, as the first one did. */
function toldRoom(kind: string, roomId: RoomId | null): RoomId | null {
  return kind === 'message.send' ? null : roomId;
}

/** Whom or what it belongs to that is not known yet, or is closed; null where it can go into the log. */
function neededBy({ tables }: EngineContext, { event, command }: ReturnedEvent): Needed | null {
  const { devices, people, rooms, closedRooms } = tables;
  const { person, device, stream } = event.header;
  const stranger = (...personIds: readonly PersonId[]) => personIds.find((each) => people.byId(each) === null) ?? null;
  const isDeviceKnown = devices.find(device) !== null;
  // Whoever is admitted brings the device along.
  if (command.kind === 'person.admit') return stranger(person) === null && !isDeviceKnown ? person : null;
  if (stranger(person) !== null || !isDeviceKnown) return person;
  switch (command.kind) {
    case 'direct.open':
      return stranger(...directPeople(person, command.body.personIds));
    case 'room.create':
    case 'person.rename':
      return null;
    // What revokes a device comes behind what made it somebody's.
    case 'device.revoke':
      return devices.find(command.body.device) === null ? command.body.device : null;
    default: {
      const roomId = roomOfStream(stream);
      const room = roomId === null ? null : rooms.byId(roomId);
      if (roomId !== null && (room === null || closedRooms.isClosed(room.roomRef))) return roomId;
      return 'personId' in command.body ? stranger(command.body.personId) : null;
    }
  }
}
