import type { EventEmitter } from 'node:events';
import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners } from './port-listeners.ts';

/** Either end of the channel between a process and its child: `process` itself in the child, the child in the parent. */
export interface ProcessEnd extends Pick<EventEmitter, 'on'> {
  readonly connected: boolean;
  send?(message: object, done: (error: Error | null) => void): boolean;
  disconnect?(): void;
}

/** A port over a child process that was started with `serialization: 'advanced'`, or over `process` within it. */
export function processPort(end: ProcessEnd): Port {
  const listeners = createPortListeners();
  end.on('message', (message: unknown) => {
    listeners.message(message);
  });
  end.on('disconnect', () => {
    listeners.closed();
  });
  // It tells so once: nobody would hear it of one that is gone by now, or was never reached.
  if (!end.connected) listeners.closed();
  return {
    post: (message) => {
      // A send to a process that has just died fails; its disconnect tells of it.
      if (end.connected) end.send?.({ message }, () => undefined);
    },
    onMessage: (listener) =>
      listeners.onMessage((envelope) => {
        listener((envelope as { readonly message: unknown }).message);
      }),
    onClose: (listener) => listeners.onClose(listener),
    close: () => {
      if (end.connected) end.disconnect?.();
    },
  };
}
