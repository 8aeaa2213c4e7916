import type { ServerId } from '#shared/domain/ids.ts';
import type { CheckStatus } from '#shared/ipc/server-status.ts';
import type { Random } from '#shared/random.ts';
import type { Result } from '#shared/result.ts';
import { makeBackup, type BackupFailure, type BackupOutcome } from '../backups/make-backup.ts';
import { connectReadOnly } from '../database.ts';
import { damageIn } from '../quick-check.ts';
import { makeBallast } from '../server/ballast.ts';
import { databaseFile } from '../server/server-files.ts';
import { failureCode, openErrorOf } from '../sqlite-failure.ts';

/** What is done for a server's database beside its log, each in a thread of its own: it may read for minutes. */
export type CareJobs = {
  backUp(): Result<BackupOutcome, BackupFailure>;
  check(): CheckOutcome;
  /** Whether it is there then. */
  makeBallast(): boolean;
  close(): void;
};

type CheckOutcome = Extract<CheckStatus, { readonly type: 'sound' | 'damaged' | 'failed' }>;

export interface CareJobsOptions {
  readonly folder: string;
  readonly serverId: ServerId;
  readonly ballastBytes: number;
  readonly now: () => number;
  readonly random: Random;
}

export function createCareJobs({ folder, serverId, ballastBytes, now, random }: CareJobsOptions): CareJobs {
  return {
    backUp: () => makeBackup({ folder, serverId, now: now(), random }),
    check: () => check(databaseFile(folder)),
    makeBallast: () => makeBallast(folder, ballastBytes),
    close: () => undefined,
  };
}

function check(file: string): CheckOutcome {
  try {
    const db = connectReadOnly(file);
    try {
      const finding = damageIn(db);
      return finding === null ? { type: 'sound' } : { type: 'damaged', finding };
    } finally {
      db.close();
    }
  } catch (error) {
    const isDamaged = openErrorOf(error, file).type === 'database_corrupt';
    const code = failureCode(error) ?? '';
    return isDamaged ? { type: 'damaged', finding: code } : { type: 'failed', code };
  }
}
