import type { RoomId } from '#shared/domain/ids.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';

/** Remembers what has been printed, so that nothing is printed twice and a new state is told from a repetition. */
export interface ShownItems {
  /** `old` is what stands further up than something seen already, or has come too far to be new. */
  see(roomId: RoomId, item: TimelineItem): 'new' | 'changed' | 'known' | 'old';
}

/** Older ones are forgotten: a client that runs for weeks must not grow. */
const maxRemembered = 5000;

export function createShownItems(): ShownItems {
  const states = new Map<string, string | null>();
  const newestNumbers = new Map<RoomId, number>();

  const isOld = (roomId: RoomId, item: TimelineItem): boolean => {
    if (item.type !== 'message') return false;
    const newest = newestNumbers.get(roomId) ?? 0;
    if (item.itemNumber !== null) newestNumbers.set(roomId, Math.max(newest, item.itemNumber));
    const isFarAlready = item.delivery === 'delivered' || item.delivery === 'read';
    return isFarAlready || (item.itemNumber !== null && item.itemNumber <= newest);
  };

  return {
    see: (roomId, item) => {
      const old = isOld(roomId, item);
      const state = item.type === 'message' ? item.delivery : null;
      const known = states.get(item.key);
      const isKnown = states.has(item.key);
      states.delete(item.key);
      states.set(item.key, state);
      const [oldest] = states.size > maxRemembered ? states.keys() : [];
      if (oldest !== undefined) states.delete(oldest);
      if (!isKnown) return old ? 'old' : 'new';
      return known === state ? 'known' : 'changed';
    },
  };
}
