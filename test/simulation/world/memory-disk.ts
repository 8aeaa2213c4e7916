import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { Migration } from '#main/storage/migrate.ts';
import type { Change, Query, SqlValue, WritableDb } from '#main/storage/readable-db.ts';

/**
 * A database in memory that outlives the processes that open and close it. What one of them has prepared is there for the
 * next: a run starts many, and a statement keeps nothing of who ran it.
 */
export function createMemoryDisk(migrations: readonly Migration[]): WritableDb {
  const db = openMemoryDatabase(migrations);
  const queries = new Map<string, Query<never, unknown>>();
  const changes = new Map<string, Change<never>>();
  return {
    ...db,
    query: <Params extends readonly SqlValue[], Row>(sql: string) => {
      const query = queries.get(sql) ?? db.query<Params, Row>(sql);
      queries.set(sql, query);
      // The same text takes the same parameters and gives the same columns.
      return query as unknown as Query<Params, Row>;
    },
    change: <Params extends readonly SqlValue[]>(sql: string) => {
      const change = changes.get(sql) ?? db.change<Params>(sql);
      changes.set(sql, change);
      return change;
    },
    close: () => undefined,
  };
}
