import type { Closed, Undo } from './connection.ts';
import { createListenerSet } from '#shared/listener-set.ts';

/** Tells once how a connection ended, and tells it as well to whoever asks afterwards. */
export interface CloseLatch {
  /** Null while the connection lives. */
  readonly closed: Closed | null;
  /** Only the first call counts. */
  settle(closed: Closed): void;
  onClose(listener: (closed: Closed) => void): Undo;
}

export function createCloseLatch(): CloseLatch {
  const listeners = createListenerSet<Closed>();
  let settled: Closed | null = null;
  return {
    get closed() {
      return settled;
    },
    settle: (closed) => {
      if (settled !== null) return;
      settled = closed;
      listeners.call(closed);
    },
    onClose: (listener) => (settled === null ? listeners.add(listener) : callSoon(listener, settled)),
  };
}

function callSoon(listener: (closed: Closed) => void, closed: Closed): Undo {
  let isWanted = true;
  queueMicrotask(() => {
    if (isWanted) listener(closed);
  });
  return () => {
    isWanted = false;
  };
}
