import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { PeopleSession } from './people-session.ts';

/** Says what has been read: what stood on the screen when somebody did something here. */
export interface ReadMarker {
  /** Somebody is there: a key, a line, a room opened. */
  seen(): void;
}

/** Keys come quickly; saying so once in this time is enough. */
const quietMs = 500;
/** Nobody touched the keyboard for so long: away. */
const awayMs = 5 * 60_000;

export function createReadMarker(session: PeopleSession): ReadMarker {
  const { chat, mirror, place, clock } = session;
  const marked = new Map<RoomId, number>();
  const newest = new Map<RoomId, number>();
  let quietRoom: RoomId | null = null;
  let lastSeenAt = clock.monotonic();
  let isHere = true;

  chat.on('timeline.changed', ({ roomId, items }) => {
    const numbers = items.map((item) => (item.type === 'message' ? (item.itemNumber ?? 0) : 0));
    newest.set(roomId, Math.max(newest.get(roomId) ?? 0, ...numbers));
  });

  const mark = (serverId: ServerId, roomId: RoomId): void => {
    const upTo = newest.get(roomId) ?? 0;
    const isUnread = (mirror.room(serverId, roomId)?.unread ?? 0) > 0;
    if (upTo <= (marked.get(roomId) ?? 0) && !isUnread) return;
    marked.set(roomId, upTo);
    // Without a number, everything: what was missed came as history, of which no news told.
    void chat.call('room.markRead', { serverId, roomId, ...(upTo > 0 ? { upTo } : {}) });
  };
  const watchForAway = (): void => {
    const idleMs = clock.monotonic() - lastSeenAt;
    if (idleMs >= awayMs) {
      isHere = false;
      void chat.call('presence.set', { state: 'away' });
      return;
    }
    clock.after(awayMs - idleMs, watchForAway);
  };
  const comeBack = (): void => {
    isHere = true;
    void chat.call('presence.set', { state: 'here' });
    clock.after(awayMs, watchForAway);
  };
  comeBack();

  return {
    seen: () => {
      lastSeenAt = clock.monotonic();
      if (!isHere) comeBack();
      const { serverId, roomId } = place;
      if (serverId === null || roomId === null || roomId === quietRoom) return;
      quietRoom = roomId;
      clock.after(quietMs, () => {
        quietRoom = null;
      });
      mark(serverId, roomId);
    },
  };
}
