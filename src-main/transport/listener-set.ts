import type { Undo } from './connection.ts';

/** Who wants to hear of one kind of thing, in the order they said so. */
export interface ListenerSet<Value> {
  add(listener: (value: Value) => void): Undo;
  call(value: Value): void;
  readonly size: number;
}

export function createListenerSet<Value>(): ListenerSet<Value> {
  // Replaced and never changed, so that a listener may leave while it is being called.
  let listeners: readonly ((value: Value) => void)[] = [];
  return {
    add: (listener) => {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
    call: (value) => {
      for (const listener of listeners) listener(value);
    },
    get size() {
      return listeners.length;
    },
  };
}
