import { err, ok, type Result } from '#shared/result.ts';
import { connect } from './database.ts';
import { backUpBeforeMigration, latestVersion, migrate, schemaVersion, type Migration } from './migrate.ts';
import type { OpenError } from './open-error.ts';
import type { WritableDb } from './readable-db.ts';
import { openErrorOf } from './sqlite-failure.ts';
import { versionOnDisk } from './version-on-disk.ts';

export interface OpenOptions {
  /**
   * Nobody else opens it meanwhile: it does without the file that several handles share, for which a full disk has no room. What is
   * there can be read then, and what is written is refused as usual.
   */
  readonly isAlone?: boolean;
  /** Whether an older database is copied before it is changed; not where it is a copy itself. */
  readonly keepsCopy?: boolean;
}

/**
 * Opens a database file for its one writer and brings it up to the newest schema, after a backup where it had an older one. A
 * database that a newer version wrote is left untouched. The folder exists and is locked (lock-file.ts) by the caller.
 */
export function openDatabase(
  file: string,
  migrations: readonly Migration[],
  { keepsCopy = true, isAlone = false }: OpenOptions = {},
): Result<WritableDb, OpenError> {
  try {
    const supported = latestVersion(migrations);
    const found = isAlone ? versionAlone(file) : versionOnDisk(file);
    if (found > supported) return err({ type: 'database_newer', file, found, supported });
    return ok(openForWriting(file, { migrations, isAlone, isCopied: keepsCopy && found > 0 && found < supported }));
  } catch (error) {
    return err(openErrorOf(error, file));
  }
}

/** A database of this schema in memory, for tests and the simulation. */
export function openMemoryDatabase(migrations: readonly Migration[]): WritableDb {
  const db = connect(':memory:');
  setPragmas(db);
  migrate(db, migrations);
  return db;
}

function connectAlone(file: string): WritableDb {
  const db = connect(file);
  // Before anything is read: the first look at the write-ahead file decides.
  db.runScript('PRAGMA locking_mode = EXCLUSIVE');
  return db;
}

/** As `versionOnDisk`, where no reader can be opened. */
function versionAlone(file: string): number {
  const db = connectAlone(file);
  try {
    return schemaVersion(db);
  } finally {
    db.close();
  }
}

interface Schema {
  readonly isAlone: boolean;
  readonly migrations: readonly Migration[];
  /** It has tables of an earlier version, with something in them that is to be copied first. */
  readonly isCopied: boolean;
}

function openForWriting(file: string, { migrations, isAlone, isCopied }: Schema): WritableDb {
  const db = isAlone ? connectAlone(file) : connect(file);
  try {
    setPragmas(db);
    if (isCopied) backUpBeforeMigration(db, file);
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

// FULL: in WAL mode the default does not wait for the disk at a commit, and what is acknowledged could be lost (D2).
// fullfsync: on macOS fsync alone leaves the data in the drive's cache.
function setPragmas(db: WritableDb): void {
  db.runScript(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
    ${process.platform === 'darwin' ? 'PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;' : ''}
  `);
}
