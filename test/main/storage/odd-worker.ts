import { parentPort, workerData } from 'node:worker_threads';
import { portLogger, serveVerbs } from '#main/storage/worker-verbs.ts';
import { present } from '#shared/assert.ts';
import { err, ok, type Result } from '#shared/result.ts';

const port = present(parentPort, 'a storage worker is a thread');
const log = portLogger(port);
const calls: string[] = [];

const verbs = {
  echo: (...values: readonly unknown[]) => values,
  note: (word: string) => {
    calls.push(word);
    return [...calls];
  },
  warn: (sentence: string) => {
    log.warn(sentence, { count: calls.length });
  },
  fail: () => {
    throw new Error('the verb failed');
  },
  crash: () => {
    queueMicrotask(() => {
      throw new Error('out of luck');
    });
  },
  block: (durationMs: number) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
  },
  close: () => undefined,
};
export type OddVerbs = typeof verbs;
export type OddMode = 'opens' | 'refuses' | 'dies';

function open(mode: OddMode): Result<OddVerbs, { type: 'not_today' }> {
  if (mode === 'dies') throw new Error('no opening');
  return mode === 'opens' ? ok(verbs) : err({ type: 'not_today' });
}

serveVerbs(port, () => open(workerData as OddMode));
