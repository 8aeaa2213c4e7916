import type { Logger } from '#shared/logger.ts';
import { startStorageWorker } from '../storage-worker.ts';
import type { CareJobs, CareJobsOptions } from './care-jobs.ts';

/** What the thread is started with; clock and randomness are its own. */
export type CareWorkerData = Omit<CareJobsOptions, 'now' | 'random'>;

export type CareJob = Exclude<keyof CareJobs, 'close'>;

/** Does one job and comes back with what it came to. Rejects when the job has a bug, or its thread dies. */
export type RunCareJob = <Job extends CareJob>(job: Job) => Promise<ReturnType<CareJobs[Job]>>;

/** Runs each job in a thread that ends with it: between two of them nothing is left in memory. */
export function createCareThreads(data: CareWorkerData, log: Logger): RunCareJob {
  const url = new URL('../care-worker.ts', import.meta.url);
  return async (job) => {
    const started = await startStorageWorker<CareJobs, never>({ url, data, log });
    if (!started.ok) return started.error;
    const { call, ended } = started.value;
    try {
      // No job takes anything; TypeScript does not see through the choice.
      return await (call as RunCareJob)(job);
    } finally {
      void call('close').catch(() => undefined);
      await ended;
    }
  };
}
