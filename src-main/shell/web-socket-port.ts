import type { WebSocket } from 'ws';
import type { Port } from '#shared/ipc/port.ts';
import { createPortListeners } from '../ipc/port-listeners.ts';

/** A port over a WebSocket: one JSON text a message. What is no JSON is not from our page, and ends the connection. */
export function webSocketPort(socket: WebSocket): Port {
  const listeners = createPortListeners();
  socket.on('message', (data, isBinary) => {
    const message = isBinary || !Buffer.isBuffer(data) ? undefined : parse(data.toString('utf8'));
    if (message === undefined) socket.close(1003, 'not JSON');
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
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
