import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners } from './port-listeners.ts';

/** One end of a channel as Electron has it, in its main process and in those it starts. */
export interface ChannelEnd {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** A port over an end of Electron's channels. */
export function endPort(end: ChannelEnd): Port {
  const listeners = createPortListeners();
  end.on('message', ({ data }) => {
    listeners.message(data);
  });
  end.on('close', () => {
    listeners.closed();
  });
  end.start();
  return {
    post: (message) => {
      if (!listeners.isClosed) end.postMessage(message);
    },
    onMessage: (listener) => listeners.onMessage(listener),
    onClose: (listener) => listeners.onClose(listener),
    close: () => {
      end.close();
      listeners.closed();
    },
  };
}
