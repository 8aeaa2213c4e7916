import { SvelteMap } from 'svelte/reactivity';

/** A list that is read once and then kept current by events: what an event told is newer than what the answer brings later. */
export class Mirror<Key, Value> {
  readonly #values = new SvelteMap<Key, Value>();
  readonly #keyOf: (value: Value) => Key;
  /** What events told while the list was being read. */
  #told: Set<Key> | null = null;

  constructor(keyOf: (value: Value) => Key) {
    this.#keyOf = keyOf;
  }

  get values(): readonly Value[] {
    return [...this.#values.values()];
  }

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  put(values: readonly Value[]): void {
    for (const value of values) {
      const key = this.#keyOf(value);
      this.#told?.add(key);
      this.#values.set(key, value);
    }
  }

  remove(key: Key): void {
    this.#told?.add(key);
    this.#values.delete(key);
  }

  /** Reads the list; what is neither in it nor was told meanwhile is gone. A list that cannot be read changes nothing. */
  async load(read: () => Promise<readonly Value[] | null>): Promise<void> {
    const told = new Set<Key>();
    this.#told = told;
    const values = await read();
    // Another reading has begun since.
    if (this.#told !== told) return;
    this.#told = null;
    if (values === null) return;
    const listed = new Set(values.map(this.#keyOf));
    for (const key of [...this.#values.keys()]) if (!listed.has(key) && !told.has(key)) this.#values.delete(key);
    for (const value of values) if (!told.has(this.#keyOf(value))) this.#values.set(this.#keyOf(value), value);
  }
}
