import type { Clock } from '#shared/clock.ts';
import { drawToken, filledBucket, msUntilToken, type TokenBucket, type TokenRate } from './token-bucket.ts';

/** How often something may happen from one address. */
export interface AddressPace {
  /** Milliseconds until it may happen again; 0 where it may now. */
  waitMs(address: string): number;
  /** It happened. */
  take(address: string): void;
}

const maxAddresses = 10_000;

/** Addresses that have rested are forgotten; where too many have not, those that began first are. */
export function createAddressPace(clock: Pick<Clock, 'monotonic'>, rate: TokenRate): AddressPace {
  const buckets = new Map<string, TokenBucket>();
  const filled = (address: string) => filledBucket(buckets.get(address), clock.monotonic(), rate);
  return {
    waitMs: (address) => msUntilToken(filled(address), rate),
    take: (address) => {
      const bucket = drawToken(filled(address));
      buckets.delete(address);
      buckets.set(address, bucket);
      if (buckets.size <= maxAddresses) return;
      for (const [known] of buckets) if (filled(known).tokens >= rate.burst) buckets.delete(known);
      const [oldest] = buckets.keys();
      if (buckets.size > maxAddresses && oldest !== undefined) buckets.delete(oldest);
    },
  };
}
