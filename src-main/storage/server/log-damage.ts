import { damageIn } from '../quick-check.ts';
import type { ReadableDb } from '../readable-db.ts';

/** What is found wrong with a server's database, the first finding; null where it is sound. Reads all of it. */
export function damageInLog(db: ReadableDb): string | null {
  return damageIn(db) ?? (hasEveryEvent(db) ? null : 'events are missing');
}

/** Numbers have no gap: what a damaged page may have swallowed is missed here. */
function hasEveryEvent(db: ReadableDb): boolean {
  const counted = db
    .query<[], { isWhole: number }>('SELECT count(*) = coalesce(max(seq), 0) AS isWhole FROM events')
    .get();
  return counted?.isWhole === 1;
}
