import type { SqlValue, WritableDb } from '#main/storage/readable-db.ts';

/** Gives a database all rows of one of the same schema, and none of its own. */
export function copyDatabase(from: WritableDb, to: WritableDb): WritableDb {
  const tables = from.query<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  to.runScript('PRAGMA foreign_keys = OFF');
  for (const { name } of tables) {
    to.runScript(`DELETE FROM ${name}`);
    for (const row of from.query<[], Record<string, SqlValue>>(`SELECT * FROM ${name}`).all()) {
      const marks = Object.keys(row).map(() => '?');
      to.change<SqlValue[]>(`INSERT INTO ${name} VALUES (${marks.join(', ')})`).run(...Object.values(row));
    }
  }
  to.runScript('PRAGMA foreign_keys = ON');
  return to;
}
