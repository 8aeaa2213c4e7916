/** Callbacks for one kind of event; each leaves by the undo it was given. */
export interface Listeners<Value> {
  add(listener: (value: Value) => void): () => void;
  call(value: Value): void;
}

export function createListeners<Value>(): Listeners<Value> {
  // A wrapper each, so that the same function added twice is called twice and leaves once.
  const entries = new Set<{ readonly listener: (value: Value) => void }>();
  return {
    add: (listener) => {
      const entry = { listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    call: (value) => {
      for (const { listener } of [...entries]) listener(value);
    },
  };
}
