import type { Proof } from './proof.ts';
import { fsync } from './proofs/fsync.ts';
import { killServer } from './proofs/kill-server.ts';

/** In the order in which they run. */
export const proofs: readonly Proof[] = [killServer, fsync];
