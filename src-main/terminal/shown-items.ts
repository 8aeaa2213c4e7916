import type { RoomId } from '#shared/domain/ids.ts';
import type { TimelineItem, TimelinePlace } from '#shared/ipc/chat-view.ts';

/** Remembers what has been printed, so that nothing is printed twice and a new state is told from a repetition. */
export interface ShownItems {
  /** `old` is what stands further up than something seen already, or has come too far to be new. */
  see(roomId: RoomId, item: TimelineItem): 'new' | 'changed' | 'known' | 'old';
}

/** Older ones are forgotten: a client that runs for weeks must not grow. */
const maxRemembered = 5000;

export function createShownItems(): ShownItems {
  const states = new Map<string, string | null>();
  const newestPlaces = new Map<RoomId, TimelinePlace>();

  const isOld = (roomId: RoomId, item: TimelineItem): boolean => {
    if (item.type !== 'message') return false;
    // What was written here began as queued: one that is not known and further already was sent before this start.
    const isFarAlready = item.delivery !== null && item.delivery !== 'queued' && item.delivery !== 'failed';
    // What waits stands behind everything.
    if (item.itemNumber === null) return isFarAlready;
    const newest = newestPlaces.get(roomId) ?? '';
    if (item.place > newest) newestPlaces.set(roomId, item.place);
    return isFarAlready || item.place <= newest;
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
