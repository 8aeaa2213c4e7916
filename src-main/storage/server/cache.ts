/** Rows that were read or written before, by key. Forgotten as a whole when a transaction is rolled back. */
export interface Cache<Key, Value> {
  get(key: Key): Value;
  put(key: Key, value: Value): void;
  forget(): void;
}

const maxCachedRows = 50_000;

/** A cache that reads what it does not hold; at most 50,000 rows, then it starts anew. `Value` may be null: known not to be. */
export function createCache<Key, Value>(read: (key: Key) => Value): Cache<Key, Value> {
  const rows = new Map<Key, Value>();
  function put(key: Key, value: Value): void {
    if (rows.size >= maxCachedRows) rows.clear();
    rows.set(key, value);
  }
  return {
    get: (key) => {
      const cached = rows.get(key);
      if (cached !== undefined) return cached;
      const value = read(key);
      put(key, value);
      return value;
    },
    put,
    forget: () => {
      rows.clear();
    },
  };
}
