import type { Migration } from '#main/storage/migrate.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { Change, Query, SqlValue, WritableDb } from '#main/storage/readable-db.ts';

/**
 * Databases in memory that outlive the processes that open and close them. A simulation takes many, a run as many processes, and
 * making one and preparing its statements takes longer than most of what is done with it: so they are emptied and used again, with
 * the statements that were prepared. A statement keeps nothing of who ran it.
 */
export interface DiskPool {
  /** A database as its migrations leave it. */
  take(migrations: readonly Migration[]): WritableDb;
  /** The run is over: whatever was taken is free. */
  takeBack(): void;
}

interface Disk {
  readonly db: WritableDb;
  readonly migrations: readonly Migration[];
  empty(): void;
}

export function createDiskPool(): DiskPool {
  let taken: Disk[] = [];
  let free: Disk[] = [];
  return {
    take: (migrations) => {
      const known = free.find((each) => each.migrations === migrations);
      const disk = known ?? createDisk(migrations);
      free = free.filter((each) => each !== disk);
      taken.push(disk);
      known?.empty();
      return disk.db;
    },
    takeBack: () => {
      free.push(...taken);
      taken = [];
    },
  };
}

function createDisk(migrations: readonly Migration[]): Disk {
  const db = withStatements(openMemoryDatabase(migrations));
  const names = db.query<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const tables = names.map(({ name }) => {
    const first = db.query<[], Record<string, SqlValue>>(`SELECT * FROM ${name}`).all();
    const marks = Object.keys(first[0] ?? {}).map(() => '?');
    return {
      first,
      remove: db.change<[]>(`DELETE FROM ${name}`),
      insert: first.length === 0 ? null : db.change<SqlValue[]>(`INSERT INTO ${name} VALUES (${marks.join(', ')})`),
    };
  });
  return {
    db,
    migrations,
    empty: () => {
      rollBack(db);
      db.transact(() => {
        // What refers to a table was made after it. No pragma for that: it would have all statements prepared anew.
        for (const { remove } of tables.toReversed()) remove.run();
        for (const { first, insert } of tables) for (const row of first) insert?.run(...Object.values(row));
      });
    },
  };
}

/** What a process that died has left open is not there for the next. */
export function rollBack(db: WritableDb): void {
  try {
    db.runScript('ROLLBACK');
  } catch {
    // There was no transaction open, as it should be.
  }
}

function withStatements(db: WritableDb): WritableDb {
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
