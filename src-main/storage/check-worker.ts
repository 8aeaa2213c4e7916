import { parentPort, workerData } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { ok } from '#shared/result.ts';
import { checkDatabase } from './check-database.ts';
import { serveVerbs } from './worker-verbs.ts';

const port = present(parentPort, 'a database is checked in a thread of its own');
const { file } = workerData as { readonly file: string };

serveVerbs(port, () => ok({ check: () => checkDatabase(file), close: () => undefined }));
