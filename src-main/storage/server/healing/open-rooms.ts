import type { PersonId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { OpenedRoom } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import type { RoomState } from '../room-table.ts';
import { readPiece } from './returned-event.ts';

/**
 * Opens the private rooms that two of these people are in, whose devices had seen more than the log has and gave it back (H3); one
 * is enough for a room of one. Somebody who was put out in the lost part may come first, and keep that to themselves.
 */
export function openRoomsOf(context: EngineContext, healers: readonly PersonId[]): OpenedRoom[] {
  const people = [...new Set(healers)];
  return openRooms(context, (state) => {
    const memberIds = new Set([
      ...state.memberIds,
      ...(isMadeLately(context, state) ? invitedInto(context, state) : []),
    ]);
    return people.filter((personId) => memberIds.has(personId)).length >= Math.min(2, memberIds.size);
  });
}

/** Opens all: nothing is known to be lost, or the host says so. */
export function openAllRooms(context: EngineContext): OpenedRoom[] {
  return openRooms(context, () => true);
}

function openRooms({ tables }: EngineContext, isToOpen: (state: RoomState) => boolean): OpenedRoom[] {
  const { closedRooms, rooms, events } = tables;
  return closedRooms.all().flatMap((roomRef) => {
    const state = rooms.byRef(roomRef);
    if (state === null || !isToOpen(state)) return [];
    closedRooms.open(roomRef, events.lastSeq());
    return [{ roomId: state.room.roomId, memberIds: [...state.memberIds] }];
  });
}

/** Of a room that was made in the lost part, nobody is in it yet but who made it: what says who else was waits for it to open. */
function isMadeLately({ tables }: EngineContext, { roomRef, memberIds }: RoomState): boolean {
  const madeSeq = memberIds.size === 1 ? tables.events.seqAt(roomRef, 1) : null;
  return madeSeq !== null && tables.events.originAt(madeSeq)?.isOwn === false;
}

function invitedInto({ tables }: EngineContext, { room }: RoomState): PersonId[] {
  const stream = roomStream(room.roomId);
  return tables.pieces.waitingFor(new Set([room.roomId])).flatMap((piece) => {
    const command = piece.stream === stream ? readPiece(piece)?.command : undefined;
    return command?.kind === 'room.invite' ? [command.body.personId] : [];
  });
}
