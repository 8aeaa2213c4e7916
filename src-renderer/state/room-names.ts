import type { PersonId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';

/** The others of a direct chat; the person alone when nobody else is in it. */
export function othersOf(room: RoomView, me: PersonId | null): readonly PersonId[] {
  const others = room.memberIds.filter((personId) => personId !== me);
  return others.length > 0 || me === null ? others : [me];
}
