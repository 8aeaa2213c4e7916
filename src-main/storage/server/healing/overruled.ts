import type { Command } from '#shared/domain/command.ts';
import type { Door } from '#shared/domain/door.ts';
import type { Origin } from '#shared/domain/event.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import { compareOrigins, registersOf } from '#shared/domain/register.ts';
import { isAbove, type PersonRole } from '#shared/domain/role.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { ServerTables } from '../server-tables.ts';
import { memberMove } from './member-event-table.ts';
import type { Setting } from './register-table.ts';
import type { SharedPart } from './shared-part.ts';

/** An event that is given back, before it has its numbers. */
export interface Returning {
  readonly command: Command;
  readonly stream: Stream;
  readonly person: PersonId;
  /** What the door or an invite made of the author. */
  readonly role?: PersonRole;
  readonly commandId: CommandId;
  readonly origin: Origin;
  /** What the log shares with the life of it that the event stood in. */
  readonly shared: SharedPart;
}

/**
 * Whether an event that is given back changes nothing any more (H5): what it makes is there, or what it sets was set by an event
 * of a later origin.
 */
export function isOverruled(tables: ServerTables, returning: Returning): boolean {
  const { command, stream } = returning;
  if (command.kind === 'room.create' || command.kind === 'direct.open') {
    const roomId = roomOfStream(stream);
    return roomId === null || tables.rooms.byId(roomId) !== null;
  }
  return registersOf(returning, command).some((register) => {
    const last = tables.registers.find(register);
    return last !== null && isLater(tables, last, returning);
  });
}

/**
 * What the log took itself after the two lives parted came after all that was lost, whatever the numbers say. Where it is open when
 * they did, what was taken from somebody stays taken.
 */
function isLater(tables: ServerTables, last: Setting, returning: Returning): boolean {
  const { origin, commandId, shared } = returning;
  const sharedSeq = isTaking(tables, returning) ? shared.most : shared.least;
  if (last.ownSeq !== null && last.ownSeq > sharedSeq) return true;
  const order = compareOrigins(last, origin);
  return order > 0 || (order === 0 && last.commandId > commandId);
}

/** From the widest to the narrowest. */
const doors: readonly Door[] = ['open', 'knock', 'invite'];

/** Whether it puts somebody out, or leaves people less than they may now. */
function isTaking({ entry, people }: ServerTables, { command, person }: Returning): boolean {
  switch (command.kind) {
    case 'person.setStanding':
      return command.body.standing !== 'active';
    case 'person.setRole':
      return isAbove(people.byId(command.body.personId)?.person.role ?? 'guest', command.body.role);
    case 'device.setBan':
      return command.body.isBanned;
    case 'server.setDoor':
      return doors.indexOf(command.body.door) > doors.indexOf(entry.door().door);
    default:
      return memberMove(person, command)?.isIn === false;
  }
}

/** Whether it is not so already: who is in a room is not let in, and who is not is not removed. */
export function isEffective({ rooms }: ServerTables, change: Change): boolean {
  if (change.type !== 'member.add' && change.type !== 'member.remove') return true;
  const isMember = rooms.byId(change.roomId)?.memberIds.has(change.personId) ?? false;
  return isMember === (change.type === 'member.remove');
}
