import { existsSync, readdirSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerId } from '#shared/domain/ids.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { connectReadOnly, copyDatabase } from '../database.ts';
import { makeFolder } from '../make-folder.ts';
import { backupsFolder, databaseFile } from '../server/server-files.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import { syncFile, syncFolder } from '../sync-file.ts';
import { formatBackupName } from './backup-name.ts';
import { backupsToDrop } from './backup-rotation.ts';
import { listBackups } from './list-backups.ts';
import { readFacts, verifyBackup, type BackupFacts, type BackupProblem } from './verify-backup.ts';

export interface BackupRequest {
  /** The server's data folder. Whether a server has it open does not matter. */
  readonly folder: string;
  readonly serverId: ServerId;
  readonly now: number;
  readonly random: Random;
}

export type BackupOutcome =
  | { readonly type: 'made'; readonly file: string; readonly bytes: number }
  /** The newest backup holds all that the log holds. */
  | { readonly type: 'unchanged'; readonly file: string };

export type BackupFailure = BackupProblem | { readonly type: 'backup_exists'; readonly file: string };

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
  const { folder, now } = request;
  const source = databaseFile(folder);
  try {
    const [newest] = listBackups(folder);
    const held = factsOf(source);
    if (newest !== undefined && newest.epoch === held?.epoch && newest.headSeq === held.headSeq) {
      return ok({ type: 'unchanged', file: newest.file });
    }
    if (!hasRoom(source, folder)) return err({ type: 'disk_full', folder });
    const backups = backupsFolder(folder);
    makeFolder(backups);
    dropOldDrafts(backups, now);
    const made = copyVerified(request, backups, (facts) => join(backups, formatBackupName({ ...facts, madeAt: now })));
    for (const { file } of backupsToDrop(listBackups(folder), now)) rmSync(file, { force: true });
    return made;
  } catch (error) {
    return err(openErrorOf(error, source));
  }
}

/** The same into a file of one's own choice, which is not there yet. It is never removed by itself. */
export function makeBackupAt(request: BackupRequest, file: string): Result<BackupOutcome, BackupFailure> {
  if (existsSync(file)) return err({ type: 'backup_exists', file });
  try {
    const into = dirname(file);
    if (!hasRoom(databaseFile(request.folder), into)) return err({ type: 'disk_full', folder: into });
    return copyVerified(request, into, () => file);
  } catch (error) {
    return err(openErrorOf(error, file));
  }
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
    if (!verified.ok) return verified;
    syncFile(draft);
    const file = nameFor(verified.value);
    renameSync(draft, file);
    syncFolder(into);
    return ok({ type: 'made', file, bytes: statSync(file).size });
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasRoom(source: string, into: string): boolean {
  const { bavail, bsize } = statfsSync(into);
  const sizes = ['', '-wal'].map((end) => statSync(source + end, { throwIfNoEntry: false })?.size ?? 0);
  return bavail * bsize >= sizes.reduce((sum, size) => sum + size, spareBytes);
}

function factsOf(file: string): BackupFacts | null {
  const db = connectReadOnly(file);
  try {
    return db.readTogether(() => readFacts(db));
  } finally {
    db.close();
  }
}

function dropOldDrafts(folder: string, now: number): void {
  const drafts = readdirSync(folder).filter((name) => name.endsWith(draftEnd));
  for (const draft of drafts.map((name) => join(folder, name))) {
    // Another one may be writing it, and have renamed it by now.
    const age = now - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (Math.abs(age) > maxDraftAgeMs) rmSync(draft, { force: true });
  }
}
