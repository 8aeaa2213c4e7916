import type { BackupFailure, BackupOutcome } from '../backups/make-backup.ts';
import type { BackupStatus } from '#shared/ipc/server-status.ts';
import type { Result } from '#shared/result.ts';

/** When the next backup is due, and what became of the earlier ones. Durations are by the clock that never goes back. */
export interface BackupSchedule {
  isDue(): boolean;
  /** One was tried now; whatever came of it, the next one waits. */
  note(result: Result<BackupOutcome, BackupFailure>): void;
  counts(): BackupCounts;
}

type BackupCounts = Pick<BackupStatus, 'made' | 'failures' | 'lastFailure'>;

export interface BackupScheduleOptions {
  /** Milliseconds since the newest backup that there is, by the wall clock; null where there is none. */
  readonly newestAgeMs: number | null;
  readonly monotonic: () => number;
}

const intervalMs = 60 * 60 * 1_000;
/** Not while everybody comes back after a start. */
const firstDelayMs = 60 * 1_000;
const retryDelayMs = 5 * 60 * 1_000;

export function createBackupSchedule({ newestAgeMs, monotonic }: BackupScheduleOptions): BackupSchedule {
  let dueAt = monotonic() + firstWaitMs(newestAgeMs);
  let counts: BackupCounts = { made: 0, failures: 0, lastFailure: null };
  return {
    isDue: () => monotonic() >= dueAt,
    note: (result) => {
      dueAt = monotonic() + (result.ok ? intervalMs : retryDelayMs);
      if (!result.ok) counts = { ...counts, failures: counts.failures + 1, lastFailure: result.error.type };
      else counts = { ...counts, made: counts.made + (result.value.type === 'made' ? 1 : 0), lastFailure: null };
    },
    counts: () => counts,
  };
}

/** A server that is started every few minutes makes one an hour all the same; an age that cannot be is none. */
function firstWaitMs(newestAgeMs: number | null): number {
  const isAge = newestAgeMs !== null && newestAgeMs >= 0 && newestAgeMs < intervalMs;
  return isAge ? Math.max(firstDelayMs, intervalMs - newestAgeMs) : firstDelayMs;
}
