import type { DeviceKey } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EventLog } from '../event-log.ts';
import type { OpenError } from '../open-error.ts';
import { startStorageWorker, StorageWorkerError } from '../storage-worker.ts';
import { createEventLogCaller } from './event-log-caller.ts';
import type { LogReport } from './log-report.ts';
import type { VerificationState, VerifiedPart } from './verification-notes.ts';
import type { ServerDatabase, ServerDatabaseOptions, ServerOpening } from './server-database.ts';

/** What the storage worker is started with; clock and randomness are its own. */
export type ServerWorkerData = Omit<ServerDatabaseOptions, 'clock' | 'random' | 'log'>;

export interface WorkerEventLogOptions extends ServerWorkerData {
  readonly log: Logger;
  /** The storage worker died by itself: what it was asked was rejected, and nothing more can be. */
  readonly onFailed: (error: unknown) => void;
}

/** The log, with what concerns its files. */
export interface WorkerEventLog extends EventLog {
  /** How the database was found. */
  readonly opening: ServerOpening;
  /** Each write fails from now on, and is answered so; reads go on. */
  stopWriting(): Promise<void>;
  /** The database that an unclean stop left was found sound: it is not checked again at the next start. */
  noteSound(): Promise<void>;
  /** SQLite's code of damage that was met in use: writing has stopped by then. */
  damage(): Promise<string | null>;
  /** What whoever runs the server may know of its log. */
  report(): Promise<LogReport>;
  /** How far it was verified (P11). */
  verification(): Promise<VerificationState>;
  /** The devices that are closed from now on because of it. */
  noteVerified(part: VerifiedPart): Promise<readonly DeviceKey[]>;
  /** Lets in again the closed device whose key begins like this; how many begin so. Of several none is let in. */
  reopenDevice(beginning: string): Promise<number>;
}

/** Opens the log in a server's data folder in a storage worker, the only one that writes it. */
export async function openWorkerEventLog(options: WorkerEventLogOptions): Promise<Result<WorkerEventLog, OpenError>> {
  const { log, onFailed, ...data } = options;
  const url = new URL('../server-worker.ts', import.meta.url);
  const started = await startStorageWorker<ServerDatabase, OpenError>({ url, data, log });
  if (!started.ok) return started;
  const { call, ended } = started.value;
  let isClosing = false;
  void ended.then((death) => {
    if (!isClosing) onFailed(death ?? new StorageWorkerError('worker_stopped', 'The storage worker ended by itself.'));
  });
  const caller = createEventLogCaller(call);
  return ok({
    ...caller,
    opening: await call('opening'),
    stopWriting: () => call('stopWriting'),
    noteSound: () => call('noteSound'),
    damage: () => call('damage'),
    report: () => call('report'),
    verification: () => call('verification'),
    noteVerified: (part) => call('noteVerified', part),
    reopenDevice: (beginning) => call('reopenDevice', beginning),
    close: async () => {
      isClosing = true;
      await caller.close();
      await ended;
    },
  });
}
