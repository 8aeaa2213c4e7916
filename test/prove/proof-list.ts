import type { Proof } from './proof.ts';
import { cuts } from './proofs/cuts.ts';
import { disk } from './proofs/disk.ts';
import { fsync } from './proofs/fsync.ts';
import { fuzz } from './proofs/fuzz.ts';
import { killClient } from './proofs/kill-client.ts';
import { killServer } from './proofs/kill-server.ts';
import { model } from './proofs/model.ts';
import { network } from './proofs/network.ts';
import { rollback } from './proofs/rollback.ts';
import { simulation } from './proofs/simulation.ts';
import { soak } from './proofs/soak.ts';

/** In the order in which they run: those that have to be alone, and of the others those that take long first. */
export const proofs: readonly Proof[] = [
  killServer,
  killClient,
  cuts,
  network,
  simulation,
  soak,
  rollback,
  disk,
  model,
  fuzz,
  fsync,
];
