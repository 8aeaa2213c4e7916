import Database from 'better-sqlite3';
import type { Change, Query, ReadableDb, SqlValue, WritableDb } from './readable-db.ts';

/** How long a statement waits for another handle's lock before it fails as busy, in milliseconds. */
const busyTimeoutMs = 5_000;

export interface ConnectOptions {
  /** How long to wait for another handle's lock, in milliseconds. */
  readonly busyTimeoutMs?: number;
}

/** A handle that writes; makes the file where there is none. Throws what SQLite throws: see sqlite-failure.ts. */
export function connect(path: string, options: ConnectOptions = {}): WritableDb {
  const db = new Database(path, { timeout: options.busyTimeoutMs ?? busyTimeoutMs });
  const transact = db.transaction((work: () => unknown) => work());
  // The cast gives back what `work` returned: a transaction hands its function's value through.
  const run = <Value>(work: () => Value) => transact.immediate(work) as Value;
  return {
    ...readingPart(db),
    access: 'write',
    change: <Params extends readonly SqlValue[]>(sql: string) =>
      db.prepare(withOnePlan(sql)) as unknown as Change<Params>,
    transact: run,
    transactRelaxed: (work) => {
      db.pragma('synchronous = NORMAL');
      try {
        return run(work);
      } finally {
        db.pragma('synchronous = FULL');
      }
    },
    runScript: (sql) => {
      db.exec(sql);
    },
  };
}

/** A handle on an existing file that cannot write. Throws what SQLite throws. */
export function connectReadOnly(path: string): ReadableDb {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  return { ...readingPart(db), access: 'read' };
}

/**
 * Copies a database into a file that is not there yet, as of one moment and without what was deleted. Others may write
 * meanwhile: the handle only reads. Throws what SQLite throws, and leaves half a copy then.
 */
export function copyDatabase(from: string, to: string): void {
  const db = new Database(from, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

function readingPart(db: Database.Database): Omit<ReadableDb, 'access'> {
  const readTogether = db.transaction((work: () => unknown) => work());
  return {
    // The caller says what parameters and columns hold; STRICT tables see to it that they do.
    query: <Params extends readonly SqlValue[], Row>(sql: string) =>
      db.prepare(withOnePlan(sql)) as unknown as Query<Params, Row>,
    readTogether: <Value>(work: () => Value) => readTogether.deferred(work) as Value,
    close: () => {
      db.close();
    },
  };
}

/** What SQLite reads as one piece whatever stands in it: texts, quoted names, comments. */
const closedPieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\//gu;

/**
 * SQLite is built here with statistics of columns, and then plans a statement anew whenever another value is bound where one
 * could make a difference: that takes ten times as long as most of ours do. We keep no such statistics, so that the plan is
 * always the same. An expression in the place of a parameter is not looked into. Throws where a question mark is no plain
 * parameter, because it would be changed too.
 */
function withOnePlan(sql: string): string {
  const isHidden = [...sql.matchAll(closedPieces)].some(([piece]) => piece.includes('?'));
  if (isHidden || /\?\d/u.test(sql)) throw new Error(`A question mark that is no plain parameter: ${sql}`);
  return sql.replaceAll(/(LIMIT )?\?/gu, (_found, limit?: string) => (limit === undefined ? '+?' : `${limit}? + 0`));
}
