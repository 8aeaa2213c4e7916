import type { NetworkView } from '#shared/ipc/network-view.ts';

/** For which of its machine's networks a server is there (T11): on the others it is neither announced nor reached. */
export interface NetworkAccess {
  /** Whether it is there for the network of this address of the machine. For the machine itself it always is. */
  isServed(localAddress: string): boolean;
  /** Whether whoever reached this address from that one is let on: a network that it is not there for is no way to another. */
  letsOn(localAddress: string, remoteAddress: string): boolean;
  /** The networks that there is something to decide about, those it is on first. */
  view(): readonly NetworkView[];
  /** Calls back when what these say may be another, and returns its own undo. */
  onChange(listener: () => void): () => void;
  close(): void;
}
