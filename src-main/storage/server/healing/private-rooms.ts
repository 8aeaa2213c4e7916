import type { PersonId } from '#shared/domain/ids.ts';
import type { OpenedRoom } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';

/**
 * Opens the private rooms that two of these people are in, whose devices had seen more than the log has and gave it back (H3); one
 * is enough for a room of one. Somebody who was put out in the lost part may come first, and keep that to themselves.
 */
export function openRoomsOf(context: EngineContext, healers: readonly PersonId[]): OpenedRoom[] {
  const people = [...new Set(healers)];
  const isEnough = (memberIds: ReadonlySet<PersonId>) =>
    people.filter((personId) => memberIds.has(personId)).length >= Math.min(2, memberIds.size);
  return openRooms(context, isEnough);
}

/** Opens all: nothing is known to be lost, or the host says so. */
export function openAllRooms(context: EngineContext): OpenedRoom[] {
  return openRooms(context, () => true);
}

function openRooms({ tables }: EngineContext, isToOpen: (memberIds: ReadonlySet<PersonId>) => boolean): OpenedRoom[] {
  const { closedRooms, rooms, events } = tables;
  return closedRooms.all().flatMap((roomRef) => {
    const state = rooms.byRef(roomRef);
    if (state === null || !isToOpen(state.memberIds)) return [];
    closedRooms.open(roomRef, events.lastSeq());
    return [{ roomId: state.room.roomId, memberIds: [...state.memberIds] }];
  });
}
