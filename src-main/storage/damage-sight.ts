import type { Query, SqlValue, WritableDb } from './readable-db.ts';
import { failureCode, isDamage, isUnread } from './sqlite-failure.ts';

/** A database whose damage is noticed where it is met, though it was sound, or seemed so, when it was opened. */
export interface DamageSight {
  readonly db: WritableDb;
  /** SQLite's code of the first damage that was met; null while there was none. */
  seen(): string | null;
  /** Called once, at the first. */
  onSeen(listener: () => void): void;
}

/**
 * What SQLite calls damage may be a disk that did not give a page once: `isDamaged` reads the database through, by a handle of
 * its own. Where it is sound, what was read is read again, and a transaction fails alone, with nothing of it done.
 */
export function watchForDamage(db: WritableDb, isDamaged: (code: string) => boolean): DamageSight {
  let seen: string | null = null;
  let listener = (): void => undefined;
  /** Transactions and readers around what is done now. */
  let depth = 0;
  /** The errors that were looked into, and whether the database was sound then. */
  const judged = new WeakMap<Error, boolean>();

  function hasPassed(error: unknown): boolean {
    const code = failureCode(error);
    if (!(error instanceof Error) || code === null || !(isDamage(code) || isUnread(code)) || seen !== null)
      return false;
    const known = judged.get(error);
    if (known !== undefined) return known;
    const isPassed = !isDamaged(code);
    judged.set(error, isPassed);
    if (isPassed) return true;
    seen = code;
    listener();
    return false;
  }

  function meet<Value>(work: () => Value): Value {
    depth += 1;
    try {
      return work();
    } catch (error) {
      hasPassed(error);
      throw error;
    } finally {
      depth -= 1;
    }
  }

  /** Whether it is over, and nothing around it was broken off: SQLite ends a whole transaction in which a read fails. */
  function isOver(error: unknown): boolean {
    if (depth > 0 || !hasPassed(error)) return false;
    // A page that came wrong is not asked for again otherwise.
    db.runScript('PRAGMA shrink_memory');
    return true;
  }

  function read<Value>(work: () => Value): Value {
    try {
      return meet(work);
    } catch (error) {
      if (isOver(error)) return meet(work);
      throw error;
    }
  }

  function write<Value>(work: () => Value): Value {
    try {
      return meet(work);
    } catch (error) {
      isOver(error);
      throw error;
    }
  }

  /** What is read outside of any transaction meets damage, too. */
  function query<Params extends readonly SqlValue[], Row>(sql: string): Query<Params, Row> {
    const statement = db.query<Params, Row>(sql);
    return {
      source: statement.source,
      get: (...params) => read(() => statement.get(...params)),
      all: (...params) => read(() => statement.all(...params)),
      *iterate(...params) {
        depth += 1;
        try {
          yield* statement.iterate(...params);
        } catch (error) {
          hasPassed(error);
          throw error;
        } finally {
          depth -= 1;
        }
      },
    };
  }

  return {
    db: {
      ...db,
      query,
      transact: (work) => write(() => db.transact(work)),
      transactRelaxed: (work) => write(() => db.transactRelaxed(work)),
      readTogether: (work) => read(() => db.readTogether(work)),
    },
    seen: () => seen,
    onSeen: (heard) => {
      listener = heard;
    },
  };
}
