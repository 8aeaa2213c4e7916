import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';

/** What somebody said or did in a room. */
type DoneItem = MessageItem | NoticeItem;

/** What was printed as hidden, because whoever said or did it was blocked. */
export interface HiddenItems {
  keep(roomId: RoomId, items: readonly TimelineItem[], isBlocked: (doer: PersonId) => boolean): void;
  /** What is of this person in this room, once. */
  take(roomId: RoomId, doer: PersonId): readonly DoneItem[];
}

/** Of a room: who blocks somebody talkative for weeks reads the rest by /join and /history. */
const maxKept = 200;

export function createHiddenItems(): HiddenItems {
  const byRoom = new Map<RoomId, readonly DoneItem[]>();
  return {
    keep: (roomId, items, isBlocked) => {
      const found = items.filter((item): item is DoneItem => item.type !== 'gap' && isBlocked(doerOf(item)));
      if (found.length === 0) return;
      const keys = new Set(found.map(({ key }) => key));
      const before = (byRoom.get(roomId) ?? []).filter(({ key }) => !keys.has(key));
      byRoom.set(roomId, [...before, ...found].toSorted(byPlace).slice(-maxKept));
    },
    take: (roomId, doer) => {
      const kept = byRoom.get(roomId) ?? [];
      byRoom.set(
        roomId,
        kept.filter((item) => doerOf(item) !== doer),
      );
      return kept.filter((item) => doerOf(item) === doer);
    },
  };
}

function doerOf(item: DoneItem): PersonId {
  return item.type === 'message' ? item.author : item.person;
}

function byPlace(one: DoneItem, other: DoneItem): number {
  return one.place < other.place ? -1 : 1;
}
