import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { MessageItem, TimelineItem } from '#shared/ipc/chat-view.ts';

/** The messages that were printed as hidden, because their author was blocked. */
export interface HiddenItems {
  keep(roomId: RoomId, items: readonly TimelineItem[], isBlocked: (author: PersonId) => boolean): void;
  /** Those of this author in this room, once. */
  take(roomId: RoomId, author: PersonId): readonly MessageItem[];
}

/** Of a room: who blocks somebody talkative for weeks reads the rest by /join and /history. */
const maxKept = 200;

export function createHiddenItems(): HiddenItems {
  const byRoom = new Map<RoomId, readonly MessageItem[]>();
  return {
    keep: (roomId, items, isBlocked) => {
      const found = items.filter((item): item is MessageItem => item.type === 'message' && isBlocked(item.author));
      if (found.length === 0) return;
      const keys = new Set(found.map(({ key }) => key));
      const before = (byRoom.get(roomId) ?? []).filter(({ key }) => !keys.has(key));
      byRoom.set(roomId, [...before, ...found].toSorted(byPlace).slice(-maxKept));
    },
    take: (roomId, author) => {
      const kept = byRoom.get(roomId) ?? [];
      byRoom.set(
        roomId,
        kept.filter((item) => item.author !== author),
      );
      return kept.filter((item) => item.author === author);
    },
  };
}

function byPlace(one: MessageItem, other: MessageItem): number {
  return one.place < other.place ? -1 : 1;
}
