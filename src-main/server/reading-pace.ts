import type { CancelTimer, Clock } from '#shared/clock.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { TokenRate } from './token-bucket.ts';

/**
 * Reads no faster than a rate that all sessions of one key share (D14): one that is over it is read from no further until it may
 * again, so that what its client has written waits in the client's memory and in the network, and nothing is refused.
 */
export interface ReadingPace<Key> {
  /** So much of it has come from this session; 0 only looks whether the key is over its rate. */
  take(session: Session, key: Key, cost: number): void;
  /** Milliseconds until the key is within its rate. */
  waitMs(key: Key): number;
  /** Those that are read from no further just now. */
  slowed(): Iterable<Session>;
  forget(session: Session): void;
  /** The key comes no more. */
  forgetKey(key: Key): void;
  stop(): void;
}

export interface ReadingPaceOptions {
  readonly clock: Clock;
  readonly counters: Pick<ServerCounters, 'readsSlowed'>;
  readonly rate: TokenRate;
  /** What a single frame can cost: no more sessions of a key go on at once than what is left lets. */
  readonly maxCost: number;
}

/** Reading goes on in steps: a few frames at a time, and not a timer for each. */
const stepMs = 250;

export function createReadingPace<Key>(options: ReadingPaceOptions): ReadingPace<Key> {
  const { clock, counters, rate, maxCost } = options;
  const pace = createKeyedPace<Key>(clock, rate);
  const tickMs = tickOf(rate);
  /** Whoever was read last is behind the others. */
  const paused = new Map<Session, Key>();
  let cancelTick: CancelTimer | null = null;

  function slowDown(session: Session, key: Key): void {
    if (paused.has(session)) return;
    counters.readsSlowed += 1;
    paused.set(session, key);
    pauseReading(session);
    cancelTick ??= clock.after(tickMs, tick);
  }

  function tick(): void {
    cancelTick = null;
    const left = new Map<Key, number>();
    for (const [session, key] of paused) {
      const tokens = left.get(key) ?? pace.left(key);
      if (tokens < 1) continue;
      left.set(key, tokens - maxCost);
      paused.delete(session);
      resumeReading(session);
    }
    if (paused.size > 0) cancelTick = clock.after(tickMs, tick);
  }

  return {
    take: (session, key, cost) => {
      pace.take(key, cost);
      if (pace.waitMs(key) > 0) slowDown(session, key);
    },
    waitMs: pace.waitMs,
    slowed: () => paused.keys(),
    forget: (session) => {
      paused.delete(session);
    },
    forgetKey: pace.forget,
    stop: () => {
      cancelTick?.();
      cancelTick = null;
      paused.clear();
    },
  };
}

/** As long as a few frames take at this rate, and never so long that more than a burst would gather. */
function tickOf({ perSecond, burst }: TokenRate): number {
  const frames = Math.min(burst, Math.max(1, (perSecond * stepMs) / 1_000));
  return Math.max(1, (frames * 1_000) / perSecond);
}
