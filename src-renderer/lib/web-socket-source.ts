import type { Port } from '#shared/ipc/port.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import type { OpenPort, PortEnd, PortSource } from './port-source.ts';

const takenOverCode = 4409;
const usedUpCode = 4401;

/** What both sides say they speak; the secret stands beside it, the one header of a WebSocket that a page may choose. */
const portProtocol = 'hallway';

/** Ports over WebSockets of one address, each opened with the secret: JSON in text frames, one message each. */
export function webSocketSource(url: string, secret: Promise<string | null>): PortSource {
  return async () => open(url, await secret);
}

function open(url: string, secret: string | null): Promise<OpenPort | PortEnd> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, secret === null ? [portProtocol] : [portProtocol, secret]);
    const ended = new Promise<PortEnd>((end) => {
      socket.addEventListener('close', ({ code }) => {
        const reason = endOf(code);
        end(reason);
        // Without effect once it was open.
        resolve(reason);
      });
    });
    const port = socketPort(socket);
    socket.addEventListener('open', () => {
      resolve({ port, ended });
    });
  });
}

function endOf(code: number): PortEnd {
  if (code === takenOverCode) return 'taken_over';
  return code === usedUpCode ? 'used_up' : 'lost';
}

function socketPort(socket: WebSocket): Port {
  const messages = createListenerSet<unknown>();
  const closes = createListenerSet<undefined>();
  const early: unknown[] = [];
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return;
    const message: unknown = JSON.parse(data);
    if (messages.size === 0) early.push(message);
    else messages.call(message);
  });
  socket.addEventListener('close', () => {
    closes.call(undefined);
  });
  return {
    post: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      const undo = messages.add(listener);
      for (const message of early.splice(0)) messages.call(message);
      return undo;
    },
    onClose: (listener) => closes.add(listener),
    close: () => {
      socket.close();
    },
  };
}
