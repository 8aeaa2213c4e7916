import type { ServerId } from '#shared/domain/ids.ts';
import type { Random } from '#shared/random.ts';
import type { Result } from '#shared/result.ts';
import { makeBackup, type BackupFailure, type BackupOutcome } from '../backups/make-backup.ts';
import { checkDatabase, type CheckOutcome } from '../check-database.ts';
import { makeBallast } from '../server/ballast.ts';
import { damageInLog } from '../server/log-damage.ts';
import { databaseFile } from '../server/server-files.ts';

/** What is done for a server's database beside its log, each in a thread of its own: it may read for minutes. */
export type CareJobs = {
  backUp(): Result<BackupOutcome, BackupFailure>;
  backUpByHand(): Result<BackupOutcome, BackupFailure>;
  check(): CheckOutcome;
  /** Whether it is there then. */
  makeBallast(): boolean;
  close(): void;
};

export interface CareJobsOptions {
  readonly folder: string;
  readonly serverId: ServerId;
  readonly ballastBytes: number;
  readonly now: () => number;
  readonly random: Random;
}

export function createCareJobs({ folder, serverId, ballastBytes, now, random }: CareJobsOptions): CareJobs {
  const backUp = (isByHand: boolean) => makeBackup({ folder, serverId, now: now(), random, isByHand });
  return {
    backUp: () => backUp(false),
    backUpByHand: () => backUp(true),
    check: () => checkDatabase(databaseFile(folder), damageInLog),
    makeBallast: () => makeBallast(folder, ballastBytes),
    close: () => undefined,
  };
}
