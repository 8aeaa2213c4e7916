import { parentPort, workerData } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { ok } from '#shared/result.ts';
import { systemRandom } from '../identity/system-random.ts';
import { openClientDatabases } from './client/client-databases.ts';
import { createClientVerbs } from './client/client-verbs.ts';
import { portLogger, serveVerbs } from './worker-verbs.ts';

const port = present(parentPort, 'the storage worker runs in a thread of its own');
const { folder } = workerData as { readonly folder: string };

serveVerbs(port, () => {
  const clock = { now: () => Date.now() };
  const databases = openClientDatabases({ folder, clock, random: systemRandom, log: portLogger(port) });
  return databases.ok ? ok({ ...createClientVerbs(databases.value) }) : databases;
});
