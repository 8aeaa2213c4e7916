import { createListenerSet } from '#shared/listener-set.ts';

/** The listening half that every port shares: what arrives before anybody listens waits, and nothing comes after the close. */
export interface PortListeners {
  readonly isClosed: boolean;
  message(message: unknown): void;
  closed(): void;
  onMessage(listener: (message: unknown) => void): () => void;
  onClose(listener: () => void): () => void;
}

export function createPortListeners(): PortListeners {
  const messages = createListenerSet<unknown>();
  const closes = createListenerSet<void>();
  let waiting: unknown[] = [];
  let isClosed = false;

  return {
    get isClosed() {
      return isClosed;
    },
    message: (message) => {
      if (isClosed) return;
      if (messages.size === 0) waiting.push(message);
      messages.call(message);
    },
    closed: () => {
      if (isClosed) return;
      isClosed = true;
      waiting = [];
      closes.call();
    },
    onMessage: (listener) => {
      const undo = messages.add(listener);
      const early = waiting;
      waiting = [];
      for (const message of early) listener(message);
      return undo;
    },
    onClose: (listener) => {
      if (!isClosed) return closes.add(listener);
      queueMicrotask(listener);
      return () => undefined;
    },
  };
}
