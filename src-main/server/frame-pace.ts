import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import { drawToken, filledBucket, msUntilToken, type TokenBucket, type TokenRate } from './token-bucket.ts';

/**
 * How fast a connection may say what is no command, whatever it is and whether it makes sense: reading it costs the same. One that is
 * over its rate is read from no further until it may again (D14).
 */
export interface FramePace {
  /** One frame has come. */
  take(session: Session): void;
  forget(session: Session): void;
  stop(): void;
}

/** Rates are frames a second and at once; each pause is counted. */
export interface FramePaceOptions {
  readonly clock: Clock;
  readonly counters: Pick<ServerCounters, 'readsSlowed'>;
  readonly limits: Pick<
    Limits,
    'maxFramesPerSecond' | 'maxFrameBurst' | 'maxStrangerFramesPerSecond' | 'maxStrangerFrameBurst'
  >;
}

/** Reading goes on in steps: some frames at a time, and not a timer for each. */
const stepMs = 250;

export function createFramePace({ clock, counters, limits }: FramePaceOptions): FramePace {
  const usual: TokenRate = { perSecond: limits.maxFramesPerSecond, burst: limits.maxFrameBurst };
  const strange: TokenRate = { perSecond: limits.maxStrangerFramesPerSecond, burst: limits.maxStrangerFrameBurst };
  const buckets = new WeakMap<Session, TokenBucket>();
  const paused = new Map<Session, CancelTimer>();

  /** Whoever is in, or has shown to have been here, catches up, gives back and reads history as fast as the wire is. */
  const rateOf = ({ state, hasShown }: Session): TokenRate =>
    state.type === 'active' || state.type === 'healing' || hasShown ? usual : strange;

  function forget(session: Session): void {
    paused.get(session)?.();
    paused.delete(session);
  }

  return {
    take: (session) => {
      const rate = rateOf(session);
      const left = drawToken(filledBucket(buckets.get(session), clock.monotonic(), rate));
      buckets.set(session, left);
      if (left.tokens >= 1 || paused.has(session)) return;
      counters.readsSlowed += 1;
      pauseReading(session);
      const goOn = (): void => {
        paused.delete(session);
        resumeReading(session);
      };
      paused.set(session, clock.after(Math.max(stepMs, msUntilToken(left, rate)), goOn));
    },
    forget,
    stop: () => {
      for (const session of paused.keys()) forget(session);
    },
  };
}
