import { parentPort, workerData } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { systemRandom } from '../identity/system-random.ts';
import { openServerDatabase } from './server/server-database.ts';
import type { ServerWorkerData } from './server/worker-event-log.ts';
import { portLogger, serveVerbs } from './worker-verbs.ts';

const port = present(parentPort, 'the storage worker runs in a thread of its own');
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

serveVerbs(port, () =>
  openServerDatabase({ ...(workerData as ServerWorkerData), clock, random: systemRandom, log: portLogger(port) }),
);
