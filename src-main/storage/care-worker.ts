import { parentPort, workerData } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { ok } from '#shared/result.ts';
import { systemRandom } from '../identity/system-random.ts';
import { createCareJobs } from './care/care-jobs.ts';
import type { CareWorkerData } from './care/run-care-job.ts';
import { serveVerbs } from './worker-verbs.ts';

const port = present(parentPort, 'work beside the log is done in a thread of its own');
const data = workerData as CareWorkerData;

serveVerbs(port, () => ok({ ...createCareJobs({ ...data, now: () => Date.now(), random: systemRandom }) }));
