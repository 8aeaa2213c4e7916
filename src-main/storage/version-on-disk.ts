import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { connectReadOnly } from './database.ts';
import { schemaVersion } from './migrate.ts';

/**
 * The schema's version of a database that may not be changed by a look at it: opening one to write already does that, and a reader
 * of one that was closed properly would leave two files beside it. 0 for a new one.
 */
export function versionOnDisk(file: string): number {
  if (!existsSync(file)) return 0;
  if (!existsSync(`${file}-wal`)) return headerVersion(file) ?? 0;
  const db = connectReadOnly(file);
  try {
    return schemaVersion(db);
  } finally {
    db.close();
  }
}

/** Of SQLite's `user_version`, by the format of its files: https://www.sqlite.org/fileformat2.html#the_database_header */
const versionAt = 60;

/** Without the write-ahead log; null where the file does not begin like a database. */
export function headerVersion(path: string): number | null {
  const header = Buffer.alloc(versionAt + 4);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readInt32BE(versionAt) : null;
}
