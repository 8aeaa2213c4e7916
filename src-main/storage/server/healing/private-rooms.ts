import type { PersonId } from '#shared/domain/ids.ts';
import type { OpenedRoom } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';

/** Opens the private rooms that one of these people is in, whose devices had seen more than the log has and gave it back (H3). */
export function openRoomsOf(context: EngineContext, healers: readonly PersonId[]): OpenedRoom[] {
  return openRooms(context, (memberIds) => healers.some((healer) => memberIds.has(healer)));
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
