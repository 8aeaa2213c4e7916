import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners, type PortListeners } from './port-listeners.ts';

/** Two ends in one process: messages are structured clones, delivered in a later microtask, as between processes. */
export function linkedPorts(): readonly [Port, Port] {
  const one = createPortListeners();
  const other = createPortListeners();
  return [linkedPort(one, other), linkedPort(other, one)];
}

function linkedPort(own: PortListeners, peer: PortListeners): Port {
  return {
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        peer.message(copy);
      });
    },
    onMessage: (listener) => own.onMessage(listener),
    onClose: (listener) => own.onClose(listener),
    close: () => {
      own.closed();
      queueMicrotask(() => {
        peer.closed();
      });
    },
  };
}
