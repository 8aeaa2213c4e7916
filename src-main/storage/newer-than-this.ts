import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { connectReadOnly } from './database.ts';
import { latestVersion, schemaVersion } from './migrate.ts';
import { serverMigrations } from './migrations/server-migrations.ts';

export interface NewerDatabase {
  readonly file: string;
  /** Its schema, and the newest one that this version knows. */
  readonly found: number;
  readonly supported: number;
}

/** The server's database where a newer version wrote it; null where none did, and where it cannot be read. Leaves no file. */
export function newerThanThis(file: string): NewerDatabase | null {
  const supported = latestVersion(serverMigrations);
  try {
    const found = versionOf(file);
    return found > supported ? { file, found, supported } : null;
  } catch {
    // It is not there, or damaged, and restored for that reason.
    return null;
  }
}

/** SQLite's `user_version`, by the format of its files: https://www.sqlite.org/fileformat2.html#the_database_header */
const versionAt = 60;

function versionOf(file: string): number {
  // A reader of a database that was closed properly would leave two files beside it.
  if (!existsSync(`${file}-wal`)) return versionInHeader(file);
  const db = connectReadOnly(file);
  try {
    return schemaVersion(db);
  } finally {
    db.close();
  }
}

function versionInHeader(path: string): number {
  const header = Buffer.alloc(versionAt + 4);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readInt32BE(versionAt) : 0;
}
