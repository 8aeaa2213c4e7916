import type { Query, SqlValue, WritableDb } from './readable-db.ts';
import { failureCode, isDamage } from './sqlite-failure.ts';

/** A database whose damage is noticed where it is met, though it was sound, or seemed so, when it was opened. */
export interface DamageSight {
  readonly db: WritableDb;
  /** SQLite's code of the first damage that was met; null while there was none. */
  seen(): string | null;
  /** Called once, at the first. */
  onSeen(listener: () => void): void;
}

export function watchForDamage(db: WritableDb): DamageSight {
  let seen: string | null = null;
  let listener = (): void => undefined;

  function meet(error: unknown): void {
    const code = failureCode(error);
    if (seen !== null || !isDamage(code)) return;
    seen = code;
    listener();
  }

  function watched(run: <Value>(work: () => Value) => Value): typeof run {
    return (work) => {
      try {
        return run(work);
      } catch (error) {
        meet(error);
        throw error;
      }
    };
  }

  const met = watched((work) => work());

  /** What is read outside of any transaction meets damage, too. */
  function query<Params extends readonly SqlValue[], Row>(sql: string): Query<Params, Row> {
    const statement = db.query<Params, Row>(sql);
    return {
      source: statement.source,
      get: (...params) => met(() => statement.get(...params)),
      all: (...params) => met(() => statement.all(...params)),
      *iterate(...params) {
        try {
          yield* statement.iterate(...params);
        } catch (error) {
          meet(error);
          throw error;
        }
      },
    };
  }

  return {
    db: {
      ...db,
      query,
      transact: watched(db.transact),
      transactRelaxed: watched(db.transactRelaxed),
      readTogether: watched(db.readTogether),
    },
    seen: () => seen,
    onSeen: (heard) => {
      listener = heard;
    },
  };
}
