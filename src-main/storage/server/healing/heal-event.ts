import { roomOfStream } from '#shared/domain/stream.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { originOf } from '#shared/domain/register.ts';
import { directPeople } from '#shared/domain/decide/direct.ts';
import type { AppendedEvent } from '../../event-log.ts';
import { commandIdBytes } from '../command-id-bytes.ts';
import { contentHashOfRead } from '../content-hash.ts';
import type { EngineContext } from '../engine-context.ts';
import { writeEvent } from '../event-writer.ts';
import type { Piece } from './piece-table.ts';
import type { ReturnedEvent } from './returned-event.ts';

/**
 * Whether the log has taken the same command already (P14). One that was refused since is not held: it was accepted once, and
 * refused for what the log lost.
 */
export function isHeld(
  { tables }: Pick<EngineContext, 'tables'>,
  { personId, commandId }: Pick<Piece, 'personId' | 'commandId'>,
): boolean {
  const person = tables.people.byId(personId);
  if (person === null) return false;
  const found = tables.commands.find({ personRef: person.personRef, commandId: commandIdBytes(commandId) });
  return found !== null && found.result.type !== 'refused';
}

/**
 * Puts an event that came back into the log again, within a transaction that the caller runs: not decided again, under new
 * numbers, with where it stood first (H4). Null while what it belongs to is not known, or closed (H3): then it waits (H6).
 */
export function healEvent(context: EngineContext, returned: ReturnedEvent, isTold = true): AppendedEvent | null {
  const { tables, ids } = context;
  const { event, envelope, command, piece } = returned;
  if (isMissingSomething(context, returned)) return null;
  const { header, command: text, signature } = event;
  const { person, device, stream, at } = header;
  const objectId = command.kind === 'message.send' ? '' : ids.objectId(person, envelope.commandId);
  const healed = { origin: originOf(header), at, isTold };
  const { appended } = writeEvent(context, { command, text, signature, stream, person, device, objectId, healed });
  const personRef = tables.people.byId(person)?.personRef;
  if (personRef !== undefined) {
    const result = { type: 'event' as const, seq: appended.seq, roomId: toldRoom(command.kind, roomOfStream(stream)) };
    const contentHash = contentHashOfRead(envelope);
    const key = { personRef, commandId: commandIdBytes(envelope.commandId) };
    tables.commands.put(key, { contentHash, number: envelope.number, result });
  }
  tables.pieces.healed(piece, appended.seq, tables.epochs.current().epoch);
  return appended;
}

/** The room that the acceptance tells, as the first one did. */
function toldRoom(kind: string, roomId: RoomId | null): RoomId | null {
  return kind === 'message.send' ? null : roomId;
}

function isMissingSomething({ tables }: EngineContext, { event, command }: ReturnedEvent): boolean {
  const { people, rooms, closedRooms } = tables;
  const { person, device, stream } = event.header;
  const isPerson = (personId: PersonId) => people.byId(personId) !== null;
  // Whoever is admitted brings the device along.
  if (command.kind !== 'person.admit' && (!isPerson(person) || people.device(device) === null)) return true;
  switch (command.kind) {
    case 'person.admit':
      return isPerson(person) && people.device(device) === null;
    case 'direct.open':
      return !directPeople(person, command.body.personIds).every(isPerson);
    case 'room.create':
    case 'person.rename':
      return false;
    default: {
      const roomId = roomOfStream(stream);
      const others = 'personId' in command.body ? [command.body.personId] : [];
      const room = roomId === null ? null : rooms.byId(roomId);
      return room === null || closedRooms.isClosed(room.roomRef) || !others.every(isPerson);
    }
  }
}
