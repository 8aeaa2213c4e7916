import type { Port } from '#shared/ipc/port.ts';
import * as v from 'valibot';
import { createPortListeners, type PortListeners } from './port-listeners.ts';

/**
 * Many ports over one: a process has one channel to its parent, and each window a port of its own to that process. One side
 * opens ports, the other is handed them; all close with the channel.
 */
const carriedSchema = v.variant('type', [
  v.object({ type: v.literal('open'), id: v.number(), name: v.string() }),
  v.object({ type: v.literal('close'), id: v.number() }),
  v.object({ type: v.literal('message'), id: v.number(), message: v.unknown() }),
]);

/**
 * The side that opens: returns a new port under a name, each time it is called. Where the carrier is closed already, the port
 * is closed from the start: it tells whoever asks, as every other does, and swallows nothing.
 */
export function carryPorts(carrier: Port): (name: string) => Port {
  const carried = createCarried(carrier, () => undefined);
  let lastId = 0;
  return (name) => {
    lastId += 1;
    carrier.post({ type: 'open', id: lastId, name });
    return carried.port(lastId);
  };
}

/** The side that is handed a port for each that the other opens, also for those that it opened before this was called. */
export function receivePorts(carrier: Port, onPort: (name: string, port: Port) => void): void {
  createCarried(carrier, onPort);
}

function createCarried(carrier: Port, onOpen: (name: string, port: Port) => void) {
  const open = new Map<number, PortListeners>();
  let isClosed = false;

  function end(id: number): void {
    const listeners = open.get(id);
    open.delete(id);
    listeners?.closed();
  }

  function port(id: number): Port {
    const listeners = createPortListeners();
    if (isClosed) listeners.closed();
    else open.set(id, listeners);
    return {
      post: (message) => {
        if (!listeners.isClosed) carrier.post({ type: 'message', id, message });
      },
      onMessage: (listener) => listeners.onMessage(listener),
      onClose: (listener) => listeners.onClose(listener),
      close: () => {
        if (listeners.isClosed) return;
        carrier.post({ type: 'close', id });
        end(id);
      },
    };
  }

  carrier.onMessage((message) => {
    if (!v.is(carriedSchema, message)) return;
    if (message.type === 'open') onOpen(message.name, port(message.id));
    else if (message.type === 'close') end(message.id);
    else open.get(message.id)?.message(message.message);
  });
  carrier.onClose(() => {
    isClosed = true;
    for (const id of [...open.keys()]) end(id);
  });

  return { port };
}
