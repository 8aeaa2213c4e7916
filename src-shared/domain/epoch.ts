import type { EpochId } from './ids.ts';

/** One unbroken life of a log: a number that rises and a random id that no other life has (P12). */
export interface Epoch {
  readonly epoch: number;
  readonly epochId: EpochId;
}
