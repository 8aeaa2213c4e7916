import { statSync } from 'node:fs';
import type { ServerId } from '#shared/domain/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { connectReadOnly } from '../database.ts';
import { latestVersion, schemaVersion } from '../migrate.ts';
import { serverMigrations } from '../migrations/server-migrations.ts';
import type { OpenError } from '../open-error.ts';
import type { ReadableDb } from '../readable-db.ts';
import { damageInLog } from '../server/log-damage.ts';
import { failureCode, openErrorOf } from '../sqlite-failure.ts';

/** What a backup was found to hold. */
export interface BackupFacts {
  readonly serverId: ServerId;
  /** The server's name when it was made. */
  readonly name: string;
  readonly epoch: number;
  readonly headSeq: number;
}

/** Why a file cannot take the place of a server's database. */
export type BackupProblem =
  | { readonly type: 'backup_missing'; readonly file: string }
  | { readonly type: 'backup_is_folder'; readonly folder: string }
  /** It cannot be read, or looked for; the code is SQLite's or the system's. */
  | { readonly type: 'backup_unreadable'; readonly file: string; readonly code: string }
  /** Damaged, cut off, or no database of a server. */
  | { readonly type: 'backup_damaged'; readonly file: string }
  | { readonly type: 'backup_newer'; readonly file: string; readonly found: number; readonly supported: number }
  /** Of a server with another key than the one in the data folder. */
  | { readonly type: 'backup_of_other_server'; readonly file: string }
  | OpenError;

/**
 * Reads a backup from one end to the other by a handle that cannot write: sound, of a schema we know, of this server. One that
 * seems damaged is read a second time: see `checkDatabase`.
 */
export function verifyBackup(file: string, serverId: ServerId): Result<BackupFacts, BackupProblem> {
  const verified = verifyOnce(file, serverId);
  return verified.ok || verified.error.type !== 'backup_damaged' ? verified : verifyOnce(file, serverId);
}

function verifyOnce(file: string, serverId: ServerId): Result<BackupFacts, BackupProblem> {
  const found = findFile(file);
  if (!found.ok) return found;
  try {
    const db = connectReadOnly(file);
    try {
      return db.readTogether(() => verify(db, { file, serverId }));
    } finally {
      db.close();
    }
  } catch (error) {
    return err(backupProblemOf(error, file));
  }
}

function findFile(file: string): Result<null, BackupProblem> {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return err({ type: 'backup_missing', file });
    return found.isDirectory() ? err({ type: 'backup_is_folder', folder: file }) : ok(null);
  } catch (error) {
    return err({ type: 'backup_unreadable', file, code: failureCode(error) ?? 'UNKNOWN' });
  }
}

export function backupProblemOf(error: unknown, file: string): BackupProblem {
  // A table that is not there: it is a database, and none of a server.
  if (failureCode(error) === 'SQLITE_ERROR') return { type: 'backup_damaged', file };
  const problem = openErrorOf(error, file);
  if (problem.type === 'storage_failed' || problem.type === 'database_unreadable')
    return { type: 'backup_unreadable', file, code: problem.code };
  return problem.type === 'database_corrupt' ? { type: 'backup_damaged', file } : problem;
}

function verify(
  db: ReadableDb,
  { file, serverId }: { readonly file: string; readonly serverId: ServerId },
): Result<BackupFacts, BackupProblem> {
  const [found, supported] = [schemaVersion(db), latestVersion(serverMigrations)];
  if (found > supported) return err({ type: 'backup_newer', file, found, supported });
  if (found === 0 || damageInLog(db) !== null) return err({ type: 'backup_damaged', file });
  const facts = readFacts(db);
  if (facts === null) return err({ type: 'backup_damaged', file });
  return facts.serverId === serverId ? ok(facts) : err({ type: 'backup_of_other_server', file });
}

/** What a server's database holds; null where it has no server in it. Throws what SQLite says. */
export function readFactsOf(file: string): BackupFacts | null {
  const db = connectReadOnly(file);
  try {
    return db.readTogether(() => readFacts(db));
  } finally {
    db.close();
  }
}

function readFacts(db: ReadableDb): BackupFacts | null {
  const facts = db
    .query<[], BackupFacts>(
      `SELECT serverId, name, (SELECT max(epoch) FROM epochs) AS epoch, (SELECT coalesce(max(seq), 0) FROM events) AS headSeq
       FROM server WHERE id = 1`,
    )
    .get();
  return facts ?? null;
}
