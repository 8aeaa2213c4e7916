import { isWrittenAndSynced, type Exchange } from '#test/support/wal-order.ts';
import type { WalCall } from '#test/support/wal-trace.ts';

/** The exchanges in which nothing was written and then synchronised between sending and hearing. `calls` by their begin. */
export function unsyncedOf(calls: readonly WalCall[], exchanges: readonly Exchange[]): Exchange[] {
  const begins = calls.map(({ startedAt }) => startedAt);
  return exchanges.filter(({ sentAt, heardAt }) => {
    const between = calls.slice(firstNotBefore(begins, sentAt), firstNotBefore(begins, heardAt));
    return !isWrittenAndSynced(between.filter(({ endedAt }) => endedAt <= heardAt));
  });
}

/** The index of the first that is not below, in a list that rises. */
function firstNotBefore(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
