import type { TabStore } from '#renderer/state/tab-store.ts';

export function createTabStore(): TabStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}
