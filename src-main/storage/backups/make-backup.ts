import { accessSync, constants, existsSync, readdirSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerId } from '#shared/domain/ids.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { copyDatabase } from '../database.ts';
import { makeFolder } from '../make-folder.ts';
import { backupsFolder, databaseFile } from '../server/server-files.ts';
import { failureCode, isDiskFull, openErrorOf } from '../sqlite-failure.ts';
import { syncFile, syncFolder } from '../sync-file.ts';
import { formatBackupName } from './backup-name.ts';
import { backupsToDrop, backupsToSpare } from './backup-rotation.ts';
import { listBackups, type BackupFile } from './list-backups.ts';
import { readFactsOf, verifyBackup, type BackupFacts, type BackupProblem } from './verify-backup.ts';

export interface BackupRequest {
  /** The server's data folder. Whether a server has it open does not matter. */
  readonly folder: string;
  readonly serverId: ServerId;
  readonly now: number;
  readonly random: Random;
  /** Somebody asks for it: it is not one of those that the next of the same hour replaces. */
  readonly isByHand: boolean;
}

export type BackupOutcome =
  | { readonly type: 'made'; readonly file: string; readonly bytes: number }
  /** The newest backup holds all that the log holds. */
  | { readonly type: 'unchanged'; readonly file: string };

export type BackupFailure =
  | BackupProblem
  | { readonly type: 'backup_exists'; readonly file: string }
  | { readonly type: 'backup_folder_missing'; readonly folder: string }
  /** Nothing can be made there; the code is the system's. */
  | { readonly type: 'backup_not_written'; readonly file: string; readonly code: string };

/** A backup never takes the last room of a disk, which the log needs more. */
const spareBytes = 32 << 20;
/** A draft that is older was left by a process that died. */
const maxDraftAgeMs = 60 * 60 * 1_000;
const draftEnd = '.draft';

/**
 * Copies the database of a server into its folder of backups as it stands at one moment, by a reader beside the writer. The
 * copy gets its name once it was read through and found sound; then those that have had their time go.
 */
export function makeBackup(request: BackupRequest): Result<BackupOutcome, BackupFailure> {
  const { folder, now, isByHand } = request;
  const source = databaseFile(folder);
  const backups = backupsFolder(folder);
  try {
    const [newest] = listBackups(folder);
    const held = readFactsOf(source);
    const isSame = newest !== undefined && newest.epoch === held?.epoch && newest.headSeq === held.headSeq;
    // Whoever asks for one is told of none that has been damaged since.
    if (isSame && (!isByHand || verifyBackup(newest.file, request.serverId).ok)) {
      return ok({ type: 'unchanged', file: isByHand ? keepByHand(newest) : newest.file });
    }
    dropOldDrafts(backups, now);
    dropPast(request);
    if (!makeRoom(source, folder)) return err({ type: 'disk_full', folder });
    makeFolder(backups);
    const nameFor = (facts: BackupFacts) => join(backups, formatBackupName({ ...facts, madeAt: now, isByHand }));
    const made = copyVerified(request, backups, nameFor);
    dropPast(request);
    return made;
  } catch (error) {
    return err(openErrorOf(error, source));
  }
}

/** The same into a file of one's own choice, which is not there yet. It is never removed by itself. */
export function makeBackupAt(request: BackupRequest, file: string): Result<BackupOutcome, BackupFailure> {
  if (existsSync(file)) return err({ type: 'backup_exists', file });
  const into = dirname(file);
  try {
    if (statSync(into, { throwIfNoEntry: false })?.isDirectory() !== true) {
      return err({ type: 'backup_folder_missing', folder: into });
    }
    accessSync(into, constants.W_OK);
    if (!hasRoom(databaseFile(request.folder), into)) return err({ type: 'disk_full', folder: into });
    return copyVerified(request, into, () => file);
  } catch (error) {
    const code = failureCode(error);
    return code?.startsWith('E') === true && !isDiskFull(error)
      ? err({ type: 'backup_not_written', file, code })
      : err(openErrorOf(error, file));
  }
}

/** The same file is from now on one that somebody asked for; comes back with its name. */
function keepByHand(backup: BackupFile): string {
  if (backup.isByHand) return backup.file;
  const folder = dirname(backup.file);
  const file = join(folder, formatBackupName({ ...backup, isByHand: true }));
  renameSync(backup.file, file);
  syncFolder(folder);
  return file;
}

function copyVerified(
  { folder, serverId, random }: BackupRequest,
  into: string,
  nameFor: (facts: BackupFacts) => string,
): Result<BackupOutcome, BackupProblem> {
  const draft = join(into, `server-${toBase32(random.bytes(5))}${draftEnd}`);
  try {
    copyDatabase(databaseFile(folder), draft);
    const verified = verifyBackup(draft, serverId);
    if (!verified.ok) return err(problemOfSource(verified.error, folder));
    syncFile(draft);
    const file = nameFor(verified.value);
    renameSync(draft, file);
    syncFolder(into);
    return ok({ type: 'made', file, bytes: statSync(file).size });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What is wrong with a copy that was just made is wrong with what was copied, and nobody knows the copy by its name. */
function problemOfSource(problem: BackupProblem, folder: string): BackupProblem {
  const file = databaseFile(folder);
  if (problem.type === 'backup_newer') return { ...problem, type: 'database_newer', file };
  if (problem.type === 'backup_damaged') return { type: 'database_corrupt', file };
  return problem.type === 'backup_of_other_server' ? { type: 'history_of_other_key', folder } : problem;
}

function dropPast({ folder, now }: Pick<BackupRequest, 'folder' | 'now'>): void {
  for (const { file } of backupsToDrop(listBackups(folder), now)) rmSync(file, { force: true });
}

/** Backups may not fill the disk that they are there for: the oldest make room for the next. None goes where all would not be enough. */
function makeRoom(source: string, folder: string): boolean {
  let missing = missingBytes(source, folder);
  const spared: string[] = [];
  for (const { file } of backupsToSpare(listBackups(folder))) {
    if (missing <= 0) break;
    spared.push(file);
    missing -= statSync(file).size;
  }
  if (missing > 0) return false;
  for (const file of spared) rmSync(file, { force: true });
  return hasRoom(source, folder);
}

function hasRoom(source: string, into: string): boolean {
  return missingBytes(source, into) <= 0;
}

/** How much room a copy lacks. */
function missingBytes(source: string, into: string): number {
  const { bavail, bsize } = statfsSync(into);
  const sizes = ['', '-wal'].map((end) => statSync(source + end, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, spareBytes) - bavail * bsize;
}

function dropOldDrafts(folder: string, now: number): void {
  if (!existsSync(folder)) return;
  const drafts = readdirSync(folder).filter((name) => name.endsWith(draftEnd));
  for (const draft of drafts.map((name) => join(folder, name))) {
    // Another one may be writing it, and have renamed it by now.
    const age = now - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (Math.abs(age) > maxDraftAgeMs) rmSync(draft, { force: true });
  }
}
