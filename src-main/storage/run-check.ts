import type { Logger } from '#shared/logger.ts';
import type { CheckOutcome } from './check-database.ts';
import { startStorageWorker } from './storage-worker.ts';

type CheckVerbs = { check(): CheckOutcome; close(): void };

/** Checks a database in a thread that ends with it: it may read for seconds. */
export async function runCheck(file: string, log: Logger): Promise<CheckOutcome> {
  const url = new URL('./check-worker.ts', import.meta.url);
  const started = await startStorageWorker<CheckVerbs, never>({ url, data: { file }, log });
  if (!started.ok) return started.error;
  const { call, ended } = started.value;
  try {
    return await call('check');
  } finally {
    void call('close').catch(() => undefined);
    await ended;
  }
}
