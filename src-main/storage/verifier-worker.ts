import { parentPort, workerData } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { err, ok } from '#shared/result.ts';
import { connectReadOnly } from './database.ts';
import { lowerThreadPriority } from './lower-thread-priority.ts';
import { databaseFile } from './server/server-files.ts';
import { openErrorOf } from './sqlite-failure.ts';
import { createSliceReader } from './verifier/slice-reader.ts';
import type { VerifierThreadData } from './verifier/verifier-thread.ts';
import { serveVerbs } from './worker-verbs.ts';

const port = present(parentPort, 'the log is verified in a thread of its own');
const { folder, seed } = workerData as VerifierThreadData;
const file = databaseFile(folder);

lowerThreadPriority();
serveVerbs(port, () => {
  try {
    return ok({ ...createSliceReader({ db: connectReadOnly(file), seed, monotonic: () => performance.now() }) });
  } catch (error) {
    return err(openErrorOf(error, file));
  }
});
