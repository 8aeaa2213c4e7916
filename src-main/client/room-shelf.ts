import type { RoomId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';

/** The rooms of one server as they are shown, and what is unread in all of them. */
export interface RoomShelf {
  all(): readonly RoomView[];
  get(roomId: RoomId): RoomView | undefined;
  unread(): number;
  /** Returns the rooms that this person is newly in. */
  put(changed: readonly RoomView[], removed: readonly RoomId[]): readonly RoomId[];
}

export function createRoomShelf(first: readonly RoomView[]): RoomShelf {
  const rooms = new Map(first.map((room) => [room.roomId, room]));
  let unread = first.reduce((sum, room) => sum + room.unread, 0);
  return {
    all: () => [...rooms.values()],
    get: (roomId) => rooms.get(roomId),
    unread: () => unread,
    put: (changed, removed) => {
      const joined: RoomId[] = [];
      for (const room of changed) {
        const before = rooms.get(room.roomId);
        unread += room.unread - (before?.unread ?? 0);
        if (room.isMember && !room.isWaiting && before?.isMember !== true) joined.push(room.roomId);
        rooms.set(room.roomId, room);
      }
      for (const roomId of removed) {
        unread -= rooms.get(roomId)?.unread ?? 0;
        rooms.delete(roomId);
      }
      return joined;
    },
  };
}
