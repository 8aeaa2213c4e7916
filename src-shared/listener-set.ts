/** Who wants to hear of one kind of thing, in the order they said so; each leaves by the undo it was given. */
export interface ListenerSet<Value> {
  add(listener: (value: Value) => void): () => void;
  call(value: Value): void;
  readonly size: number;
}

export function createListenerSet<Value>(): ListenerSet<Value> {
  // Replaced and never changed, so that a listener may leave while it is being called. A wrapper each, so that the same
  // function added twice is called twice and leaves once.
  let listeners: readonly { readonly listener: (value: Value) => void }[] = [];
  return {
    add: (listener) => {
      const entry = { listener };
      listeners = [...listeners, entry];
      return () => {
        listeners = listeners.filter((other) => other !== entry);
      };
    },
    call: (value) => {
      for (const { listener } of listeners) listener(value);
    },
    get size() {
      return listeners.length;
    },
  };
}
