/**
 * What keeps a server's database well while it runs: checks where there may be damage, hourly backups, the ballast. Each is done
 * by one thread at a time, beside the log and never in its way; whatever fails is told, counted and tried again.
 */
import type { Clock } from '#shared/clock.ts';
import type { BackupStatus, BallastStatus, CheckStatus } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import { err, type Result } from '#shared/result.ts';
import { listBackups } from '../backups/list-backups.ts';
import type { BackupFailure, BackupOutcome } from '../backups/make-backup.ts';
import { ballastStatus } from '../server/ballast.ts';
import type { ServerOpening } from '../server/server-database.ts';
import { databaseFile } from '../server/server-files.ts';
import { createBackupSchedule } from './backup-schedule.ts';
import { createDamageCheck } from './damage-check.ts';
import type { RunCareJob } from './run-care-job.ts';

export interface ServerCare {
  status(): CareStatus;
  /** Makes a backup now that somebody asks for. */
  backUpByHand(): Promise<Result<BackupOutcome, BackupFailure>>;
  /** Begins nothing more; a job that runs is left to its thread. */
  stop(): void;
}

export interface CareStatus {
  readonly opening: ServerOpening;
  readonly check: CheckStatus;
  readonly backups: BackupStatus;
  readonly ballast: BallastStatus;
}

export interface ServerCareOptions {
  readonly folder: string;
  readonly ballastBytes: number;
  readonly opening: ServerOpening;
  readonly clock: Clock;
  readonly log: Logger;
  readonly run: RunCareJob;
  /** What damage was met in use, if any was: writing has stopped by then. */
  readonly damage: () => Promise<string | null>;
  /** A check has found the database damaged: from here on nothing may be promised. */
  readonly onDamaged: () => void;
  /** The database that an unclean stop left was found sound. */
  readonly onSound: () => void;
  /** Something was done, or tried: the status may be another one. */
  readonly onDone: () => void;
}

/** Whoever was connected comes back first. */
const settleMs = 2 * 1_000;
/** How soon room is taken again on a disk that was full. */
const turnMs = 10 * 1_000;

export function createServerCare(options: ServerCareOptions): ServerCare {
  const { folder, ballastBytes, opening, clock, log, run, onDone } = options;
  const [newest] = listBackups(folder);
  const newestAgeMs = newest === undefined ? null : clock.now() - newest.madeAt;
  const schedule = createBackupSchedule({ newestAgeMs, monotonic: clock.monotonic });
  const check = createDamageCheck({ ...options, wasUnclean: opening.wasUnclean, monotonic: clock.monotonic });
  let isBusy = false;
  let isStopped = false;
  let isLackTold = false;
  let cancel = clock.after(settleMs, begin);

  function begin(): void {
    void inTurn(lookAfter);
    cancel = clock.after(turnMs, turn);
  }

  function turn(): void {
    cancel = clock.after(turnMs, turn);
    void inTurn(async () => {
      await lookAfter();
      if (schedule.isDue() && !check.isDamaged()) await backUp('backUp');
    });
  }

  async function lookAfter(): Promise<void> {
    await check.look();
    await keepBallast();
  }

  /** One after the other; a turn that comes while the last one works is left out. */
  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (isBusy || isStopped) return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      log.error('Work for the database failed.', { error: String(error) });
    } finally {
      isBusy = false;
      if (!isStopped) onDone();
    }
  }

  async function keepBallast(): Promise<void> {
    const { bytes, isThere, freeBytes, neededBytes } = ballastStatus(folder, ballastBytes);
    if (bytes === 0 || isThere) return;
    if (freeBytes >= neededBytes) {
      isLackTold = false;
      if (await run('makeBallast')) log.info('Room is kept for a full disk.', { bytes });
    } else if (!isLackTold) {
      isLackTold = true;
      log.warn('There is too little room on the disk to keep some for when it is full.', { freeBytes, neededBytes });
    }
  }

  async function backUp(job: 'backUp' | 'backUpByHand'): Promise<Result<BackupOutcome, BackupFailure>> {
    // A copy of it could pass for sound and lack something, and would be the newest.
    if (check.isDamaged()) return err({ type: 'database_corrupt', file: databaseFile(folder) });
    const result = await run(job).catch((error: unknown): Result<never, BackupFailure> => {
      log.error('The thread of a backup failed.', { error: String(error) });
      return err({ type: 'storage_failed', folder, code: 'THREAD' });
    });
    schedule.note(result);
    if (!result.ok) {
      log.error('A backup could not be made. It is tried again.', { reason: result.error.type });
      // It may be the disk of the copy: the database itself says.
      if (result.error.type === 'database_corrupt') await check.checkSource();
    } else if (result.value.type === 'made') {
      log.info('A backup was made.', { file: result.value.file, bytes: result.value.bytes });
    }
    return result;
  }

  return {
    status: () => {
      const backups = listBackups(folder);
      return {
        opening,
        check: check.status(),
        backups: { ...schedule.counts(), count: backups.length, newestAt: backups[0]?.madeAt ?? null },
        ballast: ballastStatus(folder, ballastBytes),
      };
    },
    backUpByHand: () => backUp('backUpByHand'),
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}
