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

/** One thread for the servers of all tests: starting one takes longer than a test does. */
const verbs = {
  open: (seed: Uint8Array, limits: EngineLimits): string => {
    const key = Buffer.from(seed).toString('hex');
    engines.get(key)?.close();
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
  close: () => {
    for (const engine of engines.values()) engine.close();
  },
};
export type DiskWorkerVerbs = typeof verbs;

serveVerbs(port, () => ok(verbs));
