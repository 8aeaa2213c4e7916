import type { Clock } from '#shared/clock.ts';
import { formatAddress, type Address } from '#shared/discovery/address.ts';
import { err, ok } from '#shared/result.ts';
import type { Dial } from '#main/client/reach-server.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createMemoryLink, type MemoryLink } from '#main/transport/memory-link.ts';

/** Machines that dial each other in memory. Nothing moves before `deliver`, and every link can be cut. */
export interface MemoryNetwork {
  /** Takes connections at `host:port` until the undo is called; those that are open stay. */
  listen(address: string, accept: (connection: Connection) => void, options?: ListenOptions): () => void;
  /** How the machine with this address dials. */
  dialFrom(host: string): Dial;
  /** Delivers what is under way on every link; the number of things that were. */
  deliver(): number;
  /** The links that were made, the newest last; `from` is the host that dialled. */
  links(from?: string): readonly NetworkLink[];
  /** Breaks all links of a host, and lets it reach nobody until `plug`. */
  unplug(host: string): void;
  plug(host: string): void;
}

export interface ListenOptions {
  /** What the server shows; a relay makes the client see another one. */
  readonly certificateHash?: Uint8Array;
  readonly shownHash?: Uint8Array;
}

export interface NetworkLink extends MemoryLink {
  readonly from: string;
  readonly to: string;
}

interface Listener extends ListenOptions {
  readonly accept: (connection: Connection) => void;
}

export function createMemoryNetwork(clock: Clock): MemoryNetwork {
  const listeners = new Map<string, Listener>();
  const unplugged = new Set<string>();
  let links: readonly NetworkLink[] = [];

  function connect(from: string, address: Address): NetworkLink | null {
    const to = formatAddress(address);
    const listener = listeners.get(to);
    if (listener === undefined || unplugged.has(from) || unplugged.has(address.host)) return null;
    const options = { clientAddress: from, serverAddress: address.host, clock };
    const link = { ...createMemoryLink({ ...options, ...listener }), from, to };
    links = [...links.slice(-200), link];
    listener.accept(link.server);
    return link;
  }

  return {
    listen: (address, accept, options = {}) => {
      listeners.set(address, { ...options, accept });
      return () => listeners.delete(address);
    },
    dialFrom: (from) => (address, signal) =>
      new Promise((resolve) => {
        clock.after(1, () => {
          const link = signal.aborted ? null : connect(from, address);
          resolve(link === null ? err({ type: 'refused' }) : ok(link.client));
        });
      }),
    deliver: () => links.reduce((sum, link) => sum + link.deliverAll(), 0),
    links: (from) => links.filter((link) => from === undefined || link.from === from),
    unplug: (host) => {
      unplugged.add(host);
      for (const link of links) if (link.from === host || link.to.startsWith(`${host}:`)) link.cut();
    },
    plug: (host) => {
      unplugged.delete(host);
    },
  };
}
