/**
 * Loaded into a server that is watched, by `--import` and with `--expose-gc`, in each of its threads: collects all garbage when it
 * is asked to and says what is left.
 */
import { appendFileSync, existsSync, statSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { present } from '#shared/assert.ts';
import { heapFiles, type HeapReading } from './heap-files.ts';

const folder = process.env['HALLWAY_HEAP_PROBE'];
const lookMs = 200;

function watch(where: string): void {
  const { request, answers } = heapFiles(where);
  const collect = present(globalThis.gc, 'it runs with --expose-gc');
  let answered = 0;
  setInterval(() => {
    const askedAt = existsSync(request) ? statSync(request).mtimeMs : 0;
    if (askedAt === answered) return;
    answered = askedAt;
    // The second takes what finalizers of the first let go.
    collect();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const reading: HeapReading = { askedAt, threadId, bytes: heapUsed + external };
    appendFileSync(answers, `${JSON.stringify(reading)}\n`);
  }, lookMs).unref();
}

if (folder !== undefined) watch(folder);
