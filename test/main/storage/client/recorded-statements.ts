import type { WritableDb } from '#main/storage/readable-db.ts';

/** The same handle, and the SQL of every statement that was prepared on it. */
export function recordStatements(db: WritableDb): { readonly db: WritableDb; readonly statements: readonly string[] } {
  const statements: string[] = [];
  return {
    statements,
    db: {
      ...db,
      query: (sql) => {
        statements.push(sql);
        return db.query(sql);
      },
      change: (sql) => {
        statements.push(sql);
        return db.change(sql);
      },
    },
  };
}

/** What SQLite would do to run a statement, a step a line. */
export function queryPlan(db: WritableDb, sql: string): string[] {
  const parameters = (sql.match(/\?/g) ?? []).map(() => null);
  return db
    .query<null[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}
