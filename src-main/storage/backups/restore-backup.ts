import { rmSync } from 'node:fs';
import { parseName } from '#shared/domain/name.ts';
import type { RestoredFiles } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import { copyDatabase } from '../database.ts';
import { readHighWaterMark } from '../high-water-mark.ts';
import { serverMigrations } from '../migrations/server-migrations.ts';
import { openDatabase } from '../open-database.ts';
import { releaseBallast } from '../server/ballast.ts';
import { createServerEngine } from '../server/server-engine.ts';
import { databaseEnds, databaseFile, highWaterFile } from '../server/server-files.ts';
import type { EngineClock } from '../server/transactions.ts';
import { completeRestore, decideRestore, type AsideReason } from './complete-restore.ts';
import { fullerBackup } from './backup-name.ts';
import { listBackups, type BackupFile } from './list-backups.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import { backupProblemOf, verifyBackup, type BackupProblem } from './verify-backup.ts';

export interface RestoreOptions {
  /** The server's data folder, which the caller has locked and in which no database is open. */
  readonly folder: string;
  readonly identity: ServerIdentity;
  readonly reason: AsideReason;
  readonly clock: EngineClock;
  readonly random: Random;
  readonly log: Logger;
}

export type RestoreProblem =
  | BackupProblem
  /** None was ever made, or none of them is sound and of this server. */
  | { readonly type: 'backup_none'; readonly folder: string };

type Steps<Value> = Generator<string, Value>;

/**
 * Puts a backup in the place of the server's database, which is kept beside it; the log begins a new epoch (H1). On a full
 * disk the room that is kept for one is given up for it.
 */
export function restoreBackup(options: RestoreOptions, from: string): Result<RestoredFiles, RestoreProblem> {
  const restored = run(restoreSteps(options, from));
  const isFull = !restored.ok && restored.error.type === 'disk_full';
  return isFull && releaseBallast(options.folder) ? run(restoreSteps(options, from)) : restored;
}

export interface RestoredNewest extends RestoredFiles {
  /** Backups that go further and cannot be used. */
  readonly passedOver: readonly string[];
  /** One of an earlier epoch whose log holds more, where there is one (`fullerBackup`). */
  readonly fuller: string | null;
}

/** The same with the backup that goes furthest of those that are sound; `among` has the furthest first. */
export function restoreNewest(
  options: RestoreOptions,
  among: readonly BackupFile[] = listBackups(options.folder),
): Result<RestoredNewest, RestoreProblem> {
  const { folder, identity, log } = options;
  const passedOver: string[] = [];
  const backups = listBackups(folder);
  for (const backup of among) {
    const { file } = backup;
    const restored = restoreBackup(options, file);
    // A fault of this backup; another may be free of it. Whatever else is wrong would be wrong with all of them.
    if (restored.ok) {
      const fuller = fullerBackup(backups, backup)?.file ?? null;
      if (fuller !== null)
        log.warn('A backup of an earlier epoch holds more than the one that was restored.', { file, fuller });
      return ok({ ...restored.value, passedOver, fuller });
    }
    if (!restored.error.type.startsWith('backup_')) return restored;
    passedOver.push(file);
    log.warn('A backup cannot be used.', { file, reason: restored.error.type, serverId: identity.serverId });
  }
  return err({ type: 'backup_none', folder });
}

/** Finishes what a process that died had begun; before anything else is done in the folder. */
export function finishRestore(folder: string): void {
  const file = databaseFile(folder);
  run(completeRestore(file));
  // What had not been decided yet: as large as the database, and nobody else would remove it.
  dropDraft(`${file}.draft`);
}

/**
 * What happens, step by step, with what stands on the disk whenever a step is yielded: whoever stops there leaves either the
 * old database or the new one.
 */
export function* restoreSteps(options: RestoreOptions, from: string): Steps<Result<RestoredFiles, RestoreProblem>> {
  const { folder, identity, reason, clock } = options;
  const draft = `${databaseFile(folder)}.draft`;
  const verified = verifyBackup(from, identity.serverId);
  if (!verified.ok) return verified;
  try {
    dropDraft(draft);
    copyDatabase(from, draft);
    yield 'copied';
    const begun = beginAnew(options, { draft, from, storedName: verified.value.name });
    if (!begun.ok) return begun;
    yield 'prepared';
    const completed = yield* decideRestore(draft, { file: databaseFile(folder), reason, now: clock.now() });
    return ok({ from, aside: completed?.aside ?? null });
  } catch (error) {
    // It was read to its end before: what fails now is the writing, unless it has changed since.
    const problem = backupProblemOf(error, from);
    return err(problem.type === 'backup_damaged' ? problem : openErrorOf(error, databaseFile(folder)));
  } finally {
    dropDraft(draft);
  }
}

/** Opened once with the engine, so that it has the newest schema and an epoch of its own before anybody sees it. */
function beginAnew(
  { folder, identity, clock, random, log }: RestoreOptions,
  { draft, from, storedName }: { readonly draft: string; readonly from: string; readonly storedName: string },
): Result<null, BackupProblem> {
  const damaged = err<BackupProblem>({ type: 'backup_damaged', file: from });
  const name = parseName(storedName);
  if (!name.ok) return damaged;
  // The backup itself is the copy that a migration would make first.
  const opened = openDatabase(draft, serverMigrations, { keepsCopy: false });
  if (!opened.ok) return opened.error.type === 'database_corrupt' ? damaged : opened;
  try {
    const engine = createServerEngine({
      db: opened.value,
      identity,
      name: name.value,
      clock,
      random,
      log,
      isRestored: true,
      // The new epoch is above what was ever shown: otherwise the next start would begin another one.
      highWaterMark: readHighWaterMark(highWaterFile(folder)),
    });
    engine.directory();
    // All of it is in the one file that gets another name; throws where that cannot be.
    opened.value.runScript('PRAGMA journal_mode = DELETE');
    return ok(null);
  } finally {
    opened.value.close();
  }
}

/** With the journal that copying into it keeps. */
function dropDraft(draft: string): void {
  for (const end of [...databaseEnds, '-journal']) rmSync(draft + end, { force: true });
}

function run<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
