import type { TimelineItem, TimelinePlace } from '#shared/ipc/chat-view.ts';

/**
 * A timeline after news: every row stands at its place, whether it came live, by a page or out of a gap that was filled. Rows
 * that are known are put anew, which may move them, as a message moves up that was waiting and is in the log now.
 */
export function mergeItems(
  items: readonly TimelineItem[],
  news: { readonly items: readonly TimelineItem[]; readonly removed: readonly string[] },
): readonly TimelineItem[] {
  const byKey = new Map(items.map((item) => [item.key, item]));
  for (const item of news.items) byKey.set(item.key, item);
  for (const key of news.removed) byKey.delete(key);
  return [...byKey.values()].toSorted((one, other) => comparePlaces(one.place, other.place));
}

/** Older rows before the ones there are; what is there already stays as it is. */
export function prependItems(items: readonly TimelineItem[], older: readonly TimelineItem[]): readonly TimelineItem[] {
  return mergeItems(older, { items, removed: [] });
}

/** Negative when the first place is the earlier one. */
export function comparePlaces(one: TimelinePlace, other: TimelinePlace): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
