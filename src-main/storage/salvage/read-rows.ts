import { connectReadOnly } from '../database.ts';
import type { ReadableDb, SqlValue } from '../readable-db.ts';
import type { ScannedRow } from './scan-rows.ts';

/** A table of a damaged database, as far as SQLite itself finds through it. */
export interface ReadTable {
  readonly rows: readonly ScannedRow[];
  /** It came to the end without meeting damage. */
  readonly isWhole: boolean;
}

/** A damaged database through SQLite: whatever it cannot do is an empty answer, and nothing is thrown. */
export interface DamagedReader {
  /** Every row of the table from both of its ends; `keep` is asked for each, so that not all need to be held. */
  table(name: string, keep?: (row: ScannedRow) => boolean): ReadTable;
  /** What a query answers whose one column is `text`: an index may be whole where its table is not. Null where it meets damage. */
  texts(query: string): readonly string[] | null;
  close(): void;
}

export function readDamaged(file: string): DamagedReader {
  const db = attempt(() => connectReadOnly(file));
  return {
    table: (name, keep = () => true) => (db === null ? { rows: [], isWhole: false } : readTable(db, name, keep)),
    texts: (query) =>
      db &&
      attempt(() =>
        db
          .query<[], { text: string }>(query)
          .all()
          .map(({ text }) => text),
      ),
    close: () => {
      attempt(() => db?.close());
    },
  };
}

/** From below until damage is met, and then from above until the same: what lies between is for others to find. */
function readTable(db: ReadableDb, name: string, keep: (row: ScannedRow) => boolean): ReadTable {
  const byRowid = new Map<number, ScannedRow>();
  const read = (order: 'ASC' | 'DESC'): boolean => {
    const done = attempt(() => {
      const query = `SELECT rowid AS "its rowid", * FROM ${name} NOT INDEXED ORDER BY rowid ${order}`;
      for (const row of db.query<[], Readonly<Record<string, SqlValue>>>(query).iterate()) {
        const [rowid, ...values] = Object.values(row);
        const found = { rowid: Number(rowid), values };
        if (keep(found)) byRowid.set(found.rowid, found);
      }
      return true;
    });
    return done ?? false;
  };
  const isWhole = read('ASC');
  if (!isWhole) read('DESC');
  return { rows: [...byRowid.values()], isWhole };
}

function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    // Damage shows itself as any error there is, and what cannot be read here is looked for elsewhere.
    return null;
  }
}
