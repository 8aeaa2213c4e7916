import type { TabStore } from '#renderer/state/tab-store.ts';

type CopiedStore = Iterable<readonly [string, string]>;

/** The store of a tab; begun with what another tab's has, as after a reload. */
export function createTabStore(other: CopiedStore = new Map()): TabStore & CopiedStore {
  const values = new Map<string, string>(other);
  return {
    [Symbol.iterator]: () => values[Symbol.iterator](),
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}
