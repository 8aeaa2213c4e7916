import type { Command } from '#shared/domain/command.ts';
import type { Origin } from '#shared/domain/event.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import { compareOrigins, registersOf } from '#shared/domain/register.ts';
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
    return last !== null && isLater(last, returning);
  });
}

/**
 * What the log took itself after the two lives parted came after all that was lost, whatever the numbers say. Where it is open when
 * they did, whoever was put out stays out.
 */
function isLater(last: Setting, { command, person, origin, commandId, shared }: Returning): boolean {
  const sharedSeq = memberMove(person, command)?.isIn === false ? shared.most : shared.least;
  if (last.ownSeq !== null && last.ownSeq > sharedSeq) return true;
  const order = compareOrigins(last, origin);
  return order > 0 || (order === 0 && last.commandId > commandId);
}

/** Whether it is not so already: who is in a room is not let in, and who is not is not removed. */
export function isEffective({ rooms }: ServerTables, change: Change): boolean {
  if (change.type !== 'member.add' && change.type !== 'member.remove') return true;
  const isMember = rooms.byId(change.roomId)?.memberIds.has(change.personId) ?? false;
  return isMember === (change.type === 'member.remove');
}
