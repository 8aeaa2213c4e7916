import type { Clock } from '#shared/clock.ts';
import {
  drawToken,
  filledBucket,
  msUntilToken,
  returnToken,
  type TokenBucket,
  type TokenRate,
} from './token-bucket.ts';

/** How often something may happen by one key: from an address, by a person. */
export interface KeyedPace {
  /** Milliseconds until it may happen again; 0 where it may now. */
  waitMs(key: string): number;
  /** It happened. */
  take(key: string): void;
  /** It did not happen after all. */
  giveBack(key: string): void;
}

const maxKeys = 10_000;

/** Keys that have rested are forgotten; where too many have not, those that began first are. */
export function createKeyedPace(clock: Pick<Clock, 'monotonic'>, rate: TokenRate): KeyedPace {
  const buckets = new Map<string, TokenBucket>();
  const filled = (key: string) => filledBucket(buckets.get(key), clock.monotonic(), rate);
  return {
    waitMs: (key) => msUntilToken(filled(key), rate),
    take: (key) => {
      const bucket = drawToken(filled(key));
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size <= maxKeys) return;
      for (const [known] of buckets) if (filled(known).tokens >= rate.burst) buckets.delete(known);
      const [oldest] = buckets.keys();
      if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
    },
    giveBack: (key) => {
      if (buckets.has(key)) buckets.set(key, returnToken(filled(key)));
    },
  };
}
