import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { TimelineChange } from '../storage/store-changes.ts';
import { noteworthyIn, type Reader } from './noteworthy.ts';

/** In which messages of the channels somebody named this person: what of it is unread, the badge counts. */
export interface UnreadMentions {
  hear(room: RoomView, change: Pick<TimelineChange, 'items' | 'isLive'>): void;
  unreadIn(room: RoomView): number;
}

/** Older ones of a room are not counted any more. */
const maxMentions = 500;

export function createUnreadMentions(reader: () => Reader): UnreadMentions {
  /** By item number, in the order in which they were heard of. */
  const mentions = new Map<RoomId, ReadonlyMap<number, PersonId>>();

  return {
    hear: (room, { items, isLive }) => {
      if (room.kind === 'direct') return;
      // Whatever a page brings from long ago has been read; what is live may be marked as unread later.
      const wanted = items.filter(
        (item) => isLive || (item.type === 'message' && isUnread(room, item.itemNumber ?? 0)),
      );
      const found = noteworthyIn(wanted, room, reader());
      if (found.length === 0) return;
      const known = mentions.get(room.roomId) ?? [];
      const all = new Map([...known, ...found.map(({ itemNumber, author }) => [itemNumber, author] as const)]);
      mentions.set(room.roomId, new Map([...all].slice(-maxMentions)));
    },
    unreadIn: (room) => {
      const { isBlocked } = reader();
      const isCounted = ([number, author]: readonly [number, PersonId]) => isUnread(room, number) && !isBlocked(author);
      return [...(mentions.get(room.roomId) ?? [])].filter(isCounted).length;
    },
  };
}

/** Whether it is one of the room's items and has not been read. */
export function isUnread({ isMember, lastRead, unread }: RoomView, itemNumber: number): boolean {
  return isMember && itemNumber > lastRead && itemNumber <= lastRead + unread;
}

/** What was unread before this client started: of each channel the newest page, which is what a glance would find. */
export async function readMentions(
  store: Pick<ClientStore, 'timelinePage'>,
  { rooms, mentions }: { readonly rooms: readonly RoomView[]; readonly mentions: UnreadMentions },
): Promise<void> {
  const unread = rooms.filter(({ kind, isMember, unread: count }) => kind === 'channel' && isMember && count > 0);
  for (const room of unread) {
    const maxItems = Math.min(room.unread, pageItems);
    const page = await store.timelinePage({ roomId: room.roomId, before: null, maxItems });
    if (page.ok) mentions.hear(room, { items: page.value.items, isLive: false });
  }
}

const pageItems = 200;
