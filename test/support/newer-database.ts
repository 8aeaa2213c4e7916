import { DatabaseSync } from 'node:sqlite';

/** Makes a database one of a version that nobody has written yet. */
export function makeNewer(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}
