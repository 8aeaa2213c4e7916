import type { ReadableDb } from './readable-db.ts';

/** What SQLite finds wrong with a database, its first finding; null where it is sound. Reads all of it. */
export function damageIn(db: ReadableDb): string | null {
  const found = db.query<[], { quick_check: string }>('PRAGMA quick_check(1)').get()?.quick_check ?? 'nothing was read';
  return found === 'ok' ? null : found;
}
