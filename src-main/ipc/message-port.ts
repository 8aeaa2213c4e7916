import type { MessagePort } from 'node:worker_threads';
import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners } from './port-listeners.ts';

/** A port over one end of a MessageChannel, also where the other end is in another thread. */
export function messagePort(channelEnd: MessagePort): Port {
  const listeners = createPortListeners();
  channelEnd.on('message', (message: unknown) => {
    listeners.message(message);
  });
  channelEnd.on('close', () => {
    listeners.closed();
  });
  return {
    post: (message) => {
      if (!listeners.isClosed) channelEnd.postMessage(message);
    },
    onMessage: (listener) => listeners.onMessage(listener),
    onClose: (listener) => listeners.onClose(listener),
    close: () => {
      channelEnd.close();
    },
  };
}
