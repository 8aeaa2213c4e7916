import type { Proof } from './proof.ts';
import { cuts } from './proofs/cuts.ts';
import { disk } from './proofs/disk.ts';
import { fsync } from './proofs/fsync.ts';
import { killClient } from './proofs/kill-client.ts';
import { killServer } from './proofs/kill-server.ts';
import { simulation } from './proofs/simulation.ts';

/** In the order in which they run. */
export const proofs: readonly Proof[] = [killServer, killClient, fsync, cuts, disk, simulation];
