import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { systemRandom } from '#main/identity/system-random.ts';
import type { EngineLimits } from '#main/storage/server/engine-context.ts';
import { openServerDatabase } from '#main/storage/server/server-database.ts';
import type { ServerEngine } from '#main/storage/server/server-engine.ts';
import { portLogger, serveVerbs } from '#main/storage/worker-verbs.ts';
import { present } from '#shared/assert.ts';
import { ok } from '#shared/result.ts';
import { nameOf } from '#test/support/sample-ids.ts';

const port = present(parentPort, 'a storage worker is a thread');
const { folder } = workerData as { readonly folder: string };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const engines = new Map<string, ServerEngine>();

const keyOf = (seed: Uint8Array) => Buffer.from(seed).toString('hex');
let copies = 0;

function closed(seed: Uint8Array): string {
  const key = keyOf(seed);
  engines.get(key)?.close();
  engines.delete(key);
  return join(folder, key);
}

/** One thread for the servers of all tests: starting one takes longer than a test does. */
const verbs = {
  open: (seed: Uint8Array, limits: EngineLimits): string => {
    const key = keyOf(seed);
    closed(seed);
    const options = { folder: join(folder, key), seed, limits, name: nameOf('Office') };
    const opened = openServerDatabase({ ...options, clock, random: systemRandom, log: portLogger(port) });
    if (!opened.ok) throw new Error(opened.error.type);
    engines.set(key, opened.value);
    return key;
  },
  run: (key: string, verb: keyof ServerEngine, args: readonly unknown[]): unknown => {
    const run = present(engines.get(key), 'a server is opened first')[verb] as (
      ...given: readonly unknown[]
    ) => unknown;
    return run(...args);
  },
  /** The database alone: the mark beside it would tell of a loss before any device does. */
  backUp: (seed: Uint8Array): string => {
    copies += 1;
    const copy = join(folder, `copy-${copies}.db`);
    copyFileSync(join(closed(seed), 'server.db'), copy);
    return copy;
  },
  restore: (seed: Uint8Array, copy: string): void => {
    const home = closed(seed);
    copyFileSync(copy, join(home, 'server.db'));
    rmSync(join(home, 'server.high-water'), { force: true });
  },
  close: () => {
    for (const engine of engines.values()) engine.close();
  },
};
export type DiskWorkerVerbs = typeof verbs;

serveVerbs(port, () => ok(verbs));
