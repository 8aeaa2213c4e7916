import type { Clock } from '#shared/clock.ts';
import { err, ok } from '#shared/result.ts';
import type { Dial } from '#main/client/reach-server.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createMemoryLink, type LinkEnd, type MemoryLink } from '#main/transport/memory-link.ts';

/** A connection between a client's process and the server's, of which chance decides what arrives when. */
export interface SimLink {
  readonly number: number;
  readonly client: string;
  /** Delivers one thing; false when there is none. */
  deliverOne(to: LinkEnd): boolean;
  cut(): void;
  halfCut(deafEnd: LinkEnd): void;
  /** The process at this end is gone; `isSilent`: and its machine too, so that the other end hears nothing of it. */
  kill(end: LinkEnd, isSilent: boolean): void;
  readonly isOver: boolean;
  /** It lost a direction or an end without a sign, and somebody has yet to notice. */
  readonly isSilent: boolean;
}

export interface SimNetwork {
  listen(accept: (connection: Connection) => void, certificateHash: Uint8Array): () => void;
  /** How one process dials; `isBlocked`: whether its machine is off the network just now. */
  dialFrom(client: string, options: { readonly clock: Clock; readonly isBlocked: () => boolean }): Dial;
  links(): readonly SimLink[];
}

export interface SimNetworkOptions {
  /** For the links themselves, which outlive processes. */
  readonly clock: Clock;
  readonly dialDelayMs: () => number;
  /** Sees every frame that is put onto a link. */
  readonly tap: (frame: {
    readonly link: number;
    readonly client: string;
    readonly to: LinkEnd;
    readonly text: string;
  }) => void;
}

interface Listener {
  readonly accept: (connection: Connection) => void;
  readonly certificateHash: Uint8Array;
}

export function createSimNetwork({ clock, dialDelayMs, tap }: SimNetworkOptions): SimNetwork {
  let listener: Listener | null = null;
  let links: SimLink[] = [];
  let count = 0;

  function tapped(connection: Connection, client: string, to: LinkEnd): Connection {
    const link = count;
    return {
      ...connection,
      send: (batch) => {
        for (const text of batch.texts) tap({ link, client, to, text });
        connection.send(batch);
      },
    };
  }

  function connect(client: string, { accept, certificateHash }: Listener): Connection {
    count += 1;
    const link = createMemoryLink({ clock, certificateHash, clientAddress: '10.0.0.9', serverAddress: '10.0.0.1' });
    links.push(createSimLink(count, client, link));
    accept(tapped(link.server, client, 'client'));
    return tapped(link.client, client, 'server');
  }

  return {
    listen: (accept, certificateHash) => {
      const own = { accept, certificateHash };
      listener = own;
      return () => {
        if (listener === own) listener = null;
      };
    },
    dialFrom: (client, { clock: processClock, isBlocked }) => {
      return (_address, signal) =>
        new Promise((resolve) => {
          processClock.after(dialDelayMs(), () => {
            const reachable = signal.aborted || isBlocked() ? null : listener;
            resolve(reachable === null ? err({ type: 'refused' }) : ok(connect(client, reachable)));
          });
        });
    },
    links: () => {
      links = links.filter(({ isOver }) => !isOver);
      return links;
    },
  };
}

function createSimLink(number: number, client: string, link: MemoryLink): SimLink {
  const isEnded = { client: false, server: false };
  let isSilent = false;
  link.client.onClose(() => {
    isEnded.client = true;
  });
  link.server.onClose(() => {
    isEnded.server = true;
  });
  return {
    number,
    client,
    deliverOne: (to) => !isEnded[to] && link.deliverOne(to),
    cut: link.cut,
    halfCut: (deafEnd) => {
      isSilent = true;
      link.halfCut(deafEnd);
    },
    kill: (end, isUnnoticed) => {
      isEnded[end] = true;
      if (isUnnoticed) {
        isSilent = true;
        link.halfCut('client');
        link.halfCut('server');
      } else {
        link.cut();
      }
    },
    get isOver() {
      return isEnded.client && isEnded.server;
    },
    get isSilent() {
      return isSilent && !(isEnded.client && isEnded.server);
    },
  };
}
