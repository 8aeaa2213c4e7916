import type { PersonId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { OpenedRoom } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import type { RoomState } from '../room-table.ts';
import { readPiece } from './returned-event.ts';

/**
 * Opens the private rooms of which two members have healed whose devices had seen more than the log has (H3); one is enough for a
 * room of one. Somebody who was put out in the lost part may come first, and keep that to themselves. Where nothing is known to be
 * lost, nobody is waited for.
 */
export function openRoomsOf(context: EngineContext): OpenedRoom[] {
  return openRooms(context, (state, closedIn) => {
    const memberIds = new Set([
      ...state.memberIds,
      ...(isMadeLately(context, state) ? invitedInto(context, state) : []),
    ]);
    return witnessesOf(context, { ...state, closedIn }).every(
      (people) => people.filter((personId) => memberIds.has(personId)).length >= Math.min(2, memberIds.size),
    );
  });
}

/** Opens all, as the host says. */
export function openAllRooms(context: EngineContext): OpenedRoom[] {
  return openRooms(context, () => true);
}

/**
 * Who can know what became of a room that was closed in that epoch, in each part of what was lost: who was further than the log in
 * a life before the last one may not know who was put out since; and in lives that began since it was closed, one may have seen it
 * closed alone, unless something of it came back from there: then those who were waited for had come.
 */
function witnessesOf(
  { tables }: EngineContext,
  { room, closedIn }: Pick<RoomState, 'room'> & { readonly closedIn: number },
): readonly (readonly PersonId[])[] {
  const { shown, healers, epochs, pieces, givenPlaces } = tables;
  const { epoch } = epochs.current();
  const before = shown.latestLost({ below: closedIn, shownSince: closedIn });
  const since = shown.latestLost({ below: Infinity, shownSince: epoch });
  const lists: (readonly PersonId[])[] = [];
  if (since >= closedIn) lists.push(healers.beyond(epoch, { from: since, below: Infinity }));
  // Perhaps only what was given back since shows that something was lost, and no position does.
  const isAnyLostBefore = before > 0 || pieces.isAnyOlderTakenSince(closedIn);
  if (isAnyLostBefore && !givenPlaces.isAnySince(closedIn, roomStream(room.roomId)))
    lists.push(healers.beyond(closedIn, { from: before, below: closedIn }));
  return lists;
}

function openRooms({ tables }: EngineContext, isToOpen: (state: RoomState, closedIn: number) => boolean): OpenedRoom[] {
  const { closedRooms, rooms, events } = tables;
  return closedRooms.all().flatMap(({ roomRef, closedIn }) => {
    const state = rooms.byRef(roomRef);
    if (state === null || !isToOpen(state, closedIn)) return [];
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
