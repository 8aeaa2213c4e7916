import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isFresh } from './input-stamp.mjs';

const builder = fileURLToPath(new URL('build-main.ts', import.meta.url));

/**
 * Builds where dist is not what the sources are; false where that fails. The build has a process of its own, so that none of it
 * stays in this one's memory, and says all it says on standard error: input and output belong to the caller, which a script
 * may be talking to.
 */
export function ensureBuilt() {
  return isFresh() || spawnSync(process.execPath, [builder, '--if-stale'], { stdio: ['ignore', 2, 2] }).status === 0;
}
