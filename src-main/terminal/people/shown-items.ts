import type { TimelineItem } from '#shared/ipc/chat-view.ts';

/** Remembers what has been printed, so that nothing is printed twice and a new state is told from a repetition. */
export interface ShownItems {
  see(item: TimelineItem): 'new' | 'changed' | 'known';
}

/** Older ones are forgotten: a client that runs for weeks must not grow. */
const maxRemembered = 5000;

export function createShownItems(): ShownItems {
  const states = new Map<string, string | null>();
  return {
    see: (item) => {
      const state = item.type === 'message' ? item.delivery : null;
      const known = states.get(item.key);
      const isKnown = states.has(item.key);
      states.delete(item.key);
      states.set(item.key, state);
      const [oldest] = states.size > maxRemembered ? states.keys() : [];
      if (oldest !== undefined) states.delete(oldest);
      if (!isKnown) return 'new';
      return known === state ? 'known' : 'changed';
    },
  };
}
