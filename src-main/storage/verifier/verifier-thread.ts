import type { Logger } from '#shared/logger.ts';
import type { OpenError } from '../open-error.ts';
import { startStorageWorker } from '../storage-worker.ts';
import type { CheckedSlice, SliceRange, SliceReader } from './slice-reader.ts';

/** What the thread is started with. */
export interface VerifierThreadData {
  /** The server's data folder. */
  readonly folder: string;
  /** The server's key (T1). */
  readonly seed: Uint8Array;
}

/** A reader of the log in a thread of its own. */
export interface VerifierThread {
  check(range: SliceRange): Promise<CheckedSlice>;
  /** Resolves once the thread is gone. */
  close(): Promise<void>;
}

/** Rejects where the database cannot be opened, or the thread does not start. */
export async function openVerifierThread(data: VerifierThreadData, log: Logger): Promise<VerifierThread> {
  const url = new URL('../verifier-worker.ts', import.meta.url);
  const started = await startStorageWorker<SliceReader, OpenError>({ url, data, log });
  if (!started.ok) throw new Error(started.error.type);
  const { call, ended } = started.value;
  return {
    check: (range) => call('check', range),
    close: async () => {
      void call('close').catch(() => undefined);
      await ended;
    },
  };
}
