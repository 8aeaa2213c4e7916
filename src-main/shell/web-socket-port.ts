import type { WebSocket } from 'ws';
import type { Port } from '#shared/ipc/port.ts';
import { isTooDeep } from '#shared/nesting.ts';
import { createPortListeners } from '../ipc/port-listeners.ts';

/** What our page sends and is sent is some levels deep; what is passed on must survive being walked, level by level. */
const maxDepth = 64;

/** A port over a WebSocket: one JSON text a message. What our page would not send ends the connection. */
export function webSocketPort(socket: WebSocket): Port {
  const listeners = createPortListeners();
  socket.on('message', (data, isBinary) => {
    const message = isBinary || !Buffer.isBuffer(data) ? undefined : parse(data.toString('utf8'));
    if (message === undefined) socket.close(1003, 'not for a port');
    else listeners.message(message);
  });
  socket.on('close', () => {
    listeners.closed();
  });
  socket.on('error', () => {
    socket.terminate();
  });
  return {
    post: (message) => {
      if (!listeners.isClosed) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => listeners.onMessage(listener),
    onClose: (listener) => listeners.onClose(listener),
    close: () => {
      socket.close(1000);
    },
  };
}

function parse(text: string): unknown {
  if (isTooDeep(text, maxDepth)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
