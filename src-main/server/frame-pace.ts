import type { Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { askerOf } from './asker.ts';
import { createReadingPace } from './reading-pace.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/**
 * How fast somebody may say what is no command, whatever it is and whether it makes sense: reading it costs the same, and more the
 * longer it is. A person's devices share one rate; whoever has not logged in, or is a stranger, has a small one for the connection
 * (D14).
 */
export interface FramePace {
  /** One frame has come, so long in UTF-16 units. */
  take(session: Session, length: number): void;
  forget(session: Session): void;
  stop(): void;
}

/** Rates are frames a second and at once; each pause is counted. */
export interface FramePaceOptions {
  readonly clock: Clock;
  readonly counters: Pick<ServerCounters, 'readsSlowed'>;
  readonly limits: Pick<
    Limits,
    'maxFrameBytes' | 'maxFramesPerSecond' | 'maxFrameBurst' | 'maxStrangerFramesPerSecond' | 'maxStrangerFrameBurst'
  >;
}

/** A frame counts once, and once more for each of these in it. */
const unitLength = 4 * 1024;

export function createFramePace({ clock, counters, limits }: FramePaceOptions): FramePace {
  const usual = createReadingPace<string>({
    clock,
    counters,
    rate: { perSecond: limits.maxFramesPerSecond, burst: limits.maxFrameBurst },
    maxCost: costOf(limits.maxFrameBytes),
  });
  const strange = createReadingPace<Session>({
    clock,
    counters,
    rate: { perSecond: limits.maxStrangerFramesPerSecond, burst: limits.maxStrangerFrameBurst },
    maxCost: 1,
  });

  /** Whoever is in, or has shown to have been here, catches up, gives back and reads history as fast as the wire is. */
  const isUsual = ({ state, hasShown }: Session) => state.type === 'active' || state.type === 'healing' || hasShown;

  return {
    take: (session, length) => {
      const cost = costOf(length);
      if (isUsual(session)) usual.take(session, askerOf(session), cost);
      else strange.take(session, session, cost);
    },
    forget: (session) => {
      usual.forget(session);
      strange.forget(session);
      strange.forgetKey(session);
    },
    stop: () => {
      usual.stop();
      strange.stop();
    },
  };
}

function costOf(length: number): number {
  return 1 + Math.floor(length / unitLength);
}
