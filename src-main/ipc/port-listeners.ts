/** The listening half that every port shares: what arrives before anybody listens waits, and nothing comes after the close. */
export interface PortListeners {
  readonly isClosed: boolean;
  message(message: unknown): void;
  closed(): void;
  onMessage(listener: (message: unknown) => void): () => void;
  onClose(listener: () => void): () => void;
}

export function createPortListeners(): PortListeners {
  const messageListeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let waiting: unknown[] = [];
  let isClosed = false;

  return {
    get isClosed() {
      return isClosed;
    },
    message: (message) => {
      if (isClosed) return;
      if (messageListeners.size === 0) waiting.push(message);
      for (const listener of [...messageListeners]) listener(message);
    },
    closed: () => {
      if (isClosed) return;
      isClosed = true;
      waiting = [];
      for (const listener of [...closeListeners]) listener();
    },
    onMessage: (listener) => {
      messageListeners.add(listener);
      const early = waiting;
      waiting = [];
      for (const message of early) listener(message);
      return () => messageListeners.delete(listener);
    },
    onClose: (listener) => {
      if (isClosed) queueMicrotask(listener);
      else closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
  };
}
