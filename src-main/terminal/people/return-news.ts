import { counted } from '#shared/counted.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { note, type PeopleSession } from './people-session.ts';

/**
 * Says of a room how many messages came back to it that were not here before the server lost them: they stand where they stood,
 * which may be far up, so they are counted and not printed.
 */
export interface ReturnNews {
  /** `items`: what is new here, of which only what came back counts. */
  tell(room: { readonly serverId: ServerId; readonly roomId: RoomId }, items: readonly TimelineItem[]): void;
}

/** They come one by one; a line is enough. */
const gatherMs = 1000;

export function createReturnNews(session: PeopleSession): ReturnNews {
  const counts = new Map<RoomId, number>();
  const tellGathered = (serverId: ServerId, roomId: RoomId): void => {
    const count = counts.get(roomId) ?? 0;
    counts.delete(roomId);
    const room = cleanName(session.names.room(serverId, roomId));
    note(
      session,
      `${counted(count, 'message')} that the server had lost came back to ${room}. /join ${room} shows what was said.`,
    );
  };
  return {
    tell: ({ serverId, roomId }, items) => {
      const came = items.filter((item) => item.type === 'message' && item.isReturned && item.delivery === null).length;
      if (came === 0) return;
      const before = counts.get(roomId);
      counts.set(roomId, (before ?? 0) + came);
      if (before !== undefined) return;
      session.clock.after(gatherMs, () => {
        tellGathered(serverId, roomId);
      });
    },
  };
}
