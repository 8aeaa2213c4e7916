import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, unknown>>;

/** Rows of a database file, read by a handle that cannot write; its owner may be at work. */
export function readRows(file: string, sql: string, ...values: SQLInputValue[]): Row[] {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return db.prepare(sql).all(...values);
  } finally {
    db.close();
  }
}
