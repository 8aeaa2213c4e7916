import type { Clock } from '#shared/clock.ts';
import type { Connection } from './connection.ts';
import { createMemoryEnd } from './memory-connection.ts';
import type { MemoryEnd } from './memory-connection.ts';
import { createMemoryInbox } from './memory-inbox.ts';

export type LinkEnd = 'client' | 'server';

/** Two linked connections for tests and the simulation: nothing arrives before it is delivered. */
export interface MemoryLink {
  readonly client: Connection;
  readonly server: Connection;
  /**
   * Delivers the next thing that is under way to this end: a frame, a ping, a close, or the news that the link broke.
   * False when there is none, or when that end is paused or has nobody who listens for text.
   */
  deliverOne(to: LinkEnd): boolean;
  /** Delivers in turn to both ends until nothing can be delivered; the number of things that were. */
  deliverAll(): number;
  /** How many things are under way to this end. */
  underWay(to: LinkEnd): number;
  /** Breaks the link: what is under way is lost, and both ends are told 1006 at the next delivery. */
  cut(): void;
  /** Breaks it in one direction without a sign: this end hears nothing any more, and nobody is told. */
  halfCut(deafEnd: LinkEnd): void;
}

export interface MemoryLinkOptions {
  /** What the client sees; without `shownHash` it is what the server shows as well. */
  readonly certificateHash?: Uint8Array;
  /** What the server shows, where a relay sits between the two. */
  readonly shownHash?: Uint8Array;
  readonly clientAddress?: string;
  readonly serverAddress?: string;
  readonly clock?: Clock;
  readonly closeTimeoutMs?: number;
}

/** A link whose ends behave as those of a WebSocket do; with a clock, a close that is not answered times out too. */
export function createMemoryLink(options: MemoryLinkOptions = {}): MemoryLink {
  const { certificateHash = new Uint8Array(32), clientAddress = '192.0.2.1', serverAddress = '192.0.2.2' } = options;
  const inboxes = { client: createMemoryInbox(), server: createMemoryInbox() };
  const shared = { clock: options.clock, closeTimeoutMs: options.closeTimeoutMs ?? 2_000 };
  const ends: Record<LinkEnd, MemoryEnd> = {
    client: createMemoryEnd({
      ...shared,
      remoteAddress: serverAddress,
      certificateHash,
      inbox: inboxes.client,
      peerInbox: inboxes.server,
    }),
    server: createMemoryEnd({
      ...shared,
      remoteAddress: clientAddress,
      certificateHash: options.shownHash ?? certificateHash,
      inbox: inboxes.server,
      peerInbox: inboxes.client,
    }),
  };

  return {
    client: ends.client.connection,
    server: ends.server.connection,
    deliverOne: (to) => ends[to].takeOne(),
    deliverAll: () => {
      let delivered = 0;
      for (let before = -1; before < delivered;) {
        before = delivered;
        if (ends.server.takeOne()) delivered += 1;
        if (ends.client.takeOne()) delivered += 1;
      }
      return delivered;
    },
    underWay: (to) => inboxes[to].size,
    cut: () => {
      ends.client.breakOff();
      ends.server.breakOff();
    },
    halfCut: (deafEnd) => {
      inboxes[deafEnd].loseAll();
    },
  };
}
