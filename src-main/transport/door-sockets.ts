import type { Socket } from 'node:net';
import type { ConnectionQuota, Place } from './connection-quota.ts';
import type { ListenerCounters } from './listener-counters.ts';

/** The sockets at a door, from the moment they are there: who comes from where nobody is let in, or is too many, is dropped. */
export interface DoorSockets {
  /** A new one, before a byte of TLS. */
  enter(socket: Socket): void;
  /** The place of a socket, known by its addresses, which the TLS layer above it shows as well. */
  placeOf(socket: Socket): Place | undefined;
  /** Drops those that came from a network that the server is not there for any more. */
  dropUnserved(): void;
  /** Lets nobody in any more, and drops whose place is not among these. */
  shut(kept: ReadonlySet<Place>): void;
}

export interface DoorSocketsOptions {
  readonly quota: Pick<ConnectionQuota, 'enter'>;
  readonly counters: Pick<ListenerCounters, 'socketsDropped' | 'networkRefusals'>;
  /** Whether the server is there for whoever reached this address of its machine from that one (T11); left out: for everybody. */
  readonly isServed?: ((localAddress: string, remoteAddress: string) => boolean) | undefined;
}

export function createDoorSockets({ quota, counters, isServed = () => true }: DoorSocketsOptions): DoorSockets {
  const sockets = new Map<string, { readonly socket: Socket; readonly place: Place }>();
  const isWelcome = (socket: Socket): boolean => isServed(shortForm(socket.localAddress), addressOf(socket));
  let isShut = false;

  return {
    enter: (socket) => {
      // There the server does not even show a certificate.
      if (!isWelcome(socket)) {
        counters.networkRefusals += 1;
        socket.destroy();
        return;
      }
      const place = isShut ? null : quota.enter(addressOf(socket));
      if (place === null) {
        counters.socketsDropped += 1;
        socket.destroy();
        return;
      }
      const key = socketKey(socket);
      sockets.set(key, { socket, place });
      socket.once('close', () => {
        sockets.delete(key);
        place.leave();
      });
    },
    placeOf: (socket) => sockets.get(socketKey(socket))?.place,
    dropUnserved: () => {
      for (const { socket } of sockets.values()) if (!isWelcome(socket)) socket.destroy();
    },
    shut: (kept) => {
      isShut = true;
      for (const { socket, place } of sockets.values()) if (!kept.has(place)) socket.destroy();
    },
  };
}

/** Who is at the other end. */
export function addressOf(socket: Socket): string {
  return shortForm(socket.remoteAddress);
}

/** IPv4 in its short form, also where it came in over an IPv6 socket. */
function shortForm(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

function socketKey(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0} ${socket.localAddress ?? ''} ${socket.localPort ?? 0}`;
}
