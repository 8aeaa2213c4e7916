/** Where a tab keeps what outlives its reload: session storage. */
export interface TabStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Pairs of text kept under a key; none when they are not there or not ours. */
export function readEntries(store: TabStore, key: string): [string, string][] {
  try {
    const kept: unknown = JSON.parse(store.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  } catch {
    return [];
  }
}

export function writeEntries(store: TabStore, key: string, entries: Iterable<readonly [string, string]>): void {
  try {
    store.setItem(key, JSON.stringify([...entries]));
  } catch {
    // No room left there: it lives as long as the page.
  }
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string');
}
