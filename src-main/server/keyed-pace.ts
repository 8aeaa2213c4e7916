import type { Clock } from '#shared/clock.ts';
import {
  drawTokens,
  filledBucket,
  msUntilToken,
  returnToken,
  type TokenBucket,
  type TokenRate,
} from './token-bucket.ts';

/** How often something may happen by one key: from an address, by a person. */
export interface KeyedPace<Key = string> {
  /** Milliseconds until it may happen again; 0 where it may now. */
  waitMs(key: Key): number;
  /** It happened, once or as often as that. */
  take(key: Key, count?: number): void;
  /** It did not happen after all. */
  giveBack(key: Key): void;
  /** How often it may happen now; below zero where it happened ahead of its time. */
  left(key: Key): number;
  /** The key comes no more. */
  forget(key: Key): void;
}

const maxKeys = 10_000;

/** Keys that have rested are forgotten; where too many have not, those that began first are. */
export function createKeyedPace<Key = string>(clock: Pick<Clock, 'monotonic'>, rate: TokenRate): KeyedPace<Key> {
  const buckets = new Map<Key, TokenBucket>();
  const filled = (key: Key) => filledBucket(buckets.get(key), clock.monotonic(), rate);
  return {
    waitMs: (key) => msUntilToken(filled(key), rate),
    take: (key, count = 1) => {
      const bucket = drawTokens(filled(key), count);
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
    left: (key) => filled(key).tokens,
    forget: (key) => {
      buckets.delete(key);
    },
  };
}
