import { existsSync } from 'node:fs';
import { connectReadOnly } from './database.ts';
import { isEmptyFile } from './empty-file.ts';
import { schemaVersion } from './migrate.ts';
import { headerVersion } from './version-on-disk.ts';

/**
 * Whether SQLite would take a file for a new database, though it may have bytes: what was written first lies in the write-ahead log
 * for long, and where that is gone, or its beginning cannot be read, the file is one empty page or what it was between two migrations.
 * `firstRow` names the table that gets a row as soon as there is anything. One that cannot be read is not blank: whoever opens it is
 * told what is wrong. The file may not be open in this process.
 */
export function isBlankDatabase(file: string, firstRow: string | null = null): boolean {
  if (isEmptyFile(file)) return true;
  try {
    // A reader of one that was closed properly would leave two files beside it.
    return existsSync(`${file}-wal`) ? holdsNothing(file, firstRow) : headerVersion(file) === 0;
  } catch {
    return false;
  }
}

function holdsNothing(file: string, firstRow: string | null): boolean {
  const db = connectReadOnly(file);
  try {
    if (schemaVersion(db) === 0) return true;
    return firstRow !== null && db.query(`SELECT 1 FROM ${firstRow} LIMIT 1`).get() === undefined;
  } finally {
    db.close();
  }
}
