import type { TimelineItem } from '#shared/ipc/chat-view.ts';

/**
 * A timeline after news: rows that are known are put anew in their place, new ones come at the end of what the server has, and
 * what still waits stays below that. A message that was waiting moves up when it gets its number.
 */
export function mergeItems(
  items: readonly TimelineItem[],
  news: { readonly items: readonly TimelineItem[]; readonly removed: readonly string[] },
): readonly TimelineItem[] {
  const removed = new Set(news.removed);
  const changed = new Map(news.items.map((item) => [item.key, item]));
  const kept = items.filter(({ key }) => !removed.has(key));
  const stays = (item: TimelineItem): boolean => isWaiting(item) === isWaiting(changed.get(item.key) ?? item);
  const updated = kept.filter(stays).map((item) => changed.get(item.key) ?? item);
  const keys = new Set(updated.map(({ key }) => key));
  const added = news.items.filter(({ key }) => !keys.has(key) && !removed.has(key));
  const waitsFrom = updated.findIndex(isWaiting);
  const end = waitsFrom < 0 ? updated.length : waitsFrom;
  return [
    ...updated.slice(0, end),
    ...added.filter((item) => !isWaiting(item)),
    ...updated.slice(end),
    ...added.filter(isWaiting),
  ];
}

/** Older rows before the ones there are; what is there already keeps its place. */
export function prependItems(items: readonly TimelineItem[], older: readonly TimelineItem[]): readonly TimelineItem[] {
  const keys = new Set(items.map(({ key }) => key));
  return [...older.filter(({ key }) => !keys.has(key)), ...items];
}

function isWaiting(item: TimelineItem): boolean {
  return item.type === 'message' && item.itemNumber === null;
}
