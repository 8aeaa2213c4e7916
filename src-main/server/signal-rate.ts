import type { Clock } from '#shared/clock.ts';
import type { Session } from './session.ts';
import { drawTokens, filledBucket, type TokenBucket } from './token-bucket.ts';

/** How fast a session may signal: so many at once, and as many again each second. */
export interface SignalRate {
  /** Takes one from what the session may; false where there is none left. */
  take(session: Session): boolean;
}

export function createSignalRate(clock: Pick<Clock, 'monotonic'>, maxPerSecond: number): SignalRate {
  const rate = { perSecond: maxPerSecond, burst: maxPerSecond };
  const buckets = new WeakMap<Session, TokenBucket>();

  return {
    take: (session) => {
      const filled = filledBucket(buckets.get(session), clock.monotonic(), rate);
      const isWithin = filled.tokens >= 1;
      buckets.set(session, isWithin ? drawTokens(filled, 1) : filled);
      return isWithin;
    },
  };
}
