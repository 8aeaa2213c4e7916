import type { Clock } from '#shared/clock.ts';
import type { WritableDb } from '../readable-db.ts';
import type { LogStats } from '../log-stats.ts';
import { isDiskFull } from '../sqlite-failure.ts';
import { createRecentTimes } from './recent-times.ts';
import type { ServerTables } from './server-tables.ts';

/** The engine reads clocks and sets no timers. */
export type EngineClock = Pick<Clock, 'now' | 'monotonic'>;

export interface Transactions {
  /** All or nothing, on the disk when it returns; what `work` throws is thrown on, and nothing of it stays. */
  run<Value>(work: () => Value): Value;
  /** The same for rows that need not survive a power cut: on the disk with the next `run`. */
  runRelaxed<Value>(work: () => Value): Value;
  counts(): CommitCounts;
}

export type CommitCounts = Pick<LogStats, 'commits' | 'commitMsTotal' | 'commitsLately'>;

export interface TransactionOptions {
  readonly tables: Pick<ServerTables, 'flush' | 'forget'>;
  readonly clock: EngineClock;
  /** After each commit that is on the disk. */
  readonly onCommitted: () => void;
  /** A transaction found no room on the disk. */
  readonly onDiskFull?: (() => void) | undefined;
}

/** Transactions that keep the tables' caches in step with what was committed. */
export function createTransactions(
  db: WritableDb,
  { tables, clock, onCommitted, onDiskFull }: TransactionOptions,
): Transactions {
  const lately = createRecentTimes();
  let commits = 0;
  let commitMsTotal = 0;
  function inStep<Value>(transact: (work: () => Value) => Value, work: () => Value): Value {
    try {
      return transact(() => {
        const value = work();
        tables.flush();
        return value;
      });
    } catch (error) {
      tables.forget();
      if (isDiskFull(error)) onDiskFull?.();
      throw error;
    }
  }
  return {
    run: (work) => {
      const startedAt = clock.monotonic();
      const value = inStep(db.transact, work);
      const tookMs = clock.monotonic() - startedAt;
      commits += 1;
      commitMsTotal += tookMs;
      lately.add(tookMs);
      onCommitted();
      return value;
    },
    runRelaxed: (work) => inStep(db.transactRelaxed, work),
    counts: () => ({ commits, commitMsTotal, commitsLately: lately.read() }),
  };
}
