import type { NetworkView } from '#shared/ipc/network-view.ts';

/** For which of its machine's networks a server is there (T11): on the others it is neither announced nor reached. */
export interface NetworkAccess {
  /** Whether whoever reached this address of the machine is let on. The machine itself always is. */
  isServed(localAddress: string): boolean;
  /** The networks that there is something to decide about, those it is on first. */
  view(): readonly NetworkView[];
  /** Calls back when what these two say may be another, and returns its own undo. */
  onChange(listener: () => void): () => void;
  close(): void;
}
