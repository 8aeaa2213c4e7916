import { randomBytes } from 'node:crypto';
import type { Random } from '#shared/random.ts';

/** The operating system's randomness, for production. */
export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  fraction: () => Math.random(),
};
