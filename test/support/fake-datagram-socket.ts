import type { Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';

/** As much of a datagram socket as multicast DNS uses to listen, bound to nothing. `emit('message', …)` is how it hears. */
export function createFakeDatagramSocket(): Socket {
  const socket = new EventEmitter();
  const nothing = () => undefined;
  const close = (done: () => void) => done();
  return Object.assign(socket, {
    bind: nothing,
    close,
    addMembership: nothing,
    dropMembership: nothing,
    setMulticastInterface: nothing,
    setMulticastTTL: nothing,
    setMulticastLoopback: nothing,
  }) as unknown as Socket;
}
