import type { Clock } from '#shared/clock.ts';

/** When what goes out is written: at the end of the turn, or later where writing itself is what takes the time. */
export interface FlushPace {
  /** Runs `flush` soon, once, however often it is asked before that. */
  ask(): void;
}

export interface FlushPaceOptions {
  readonly clock: Clock;
  readonly flush: () => void;
}

/** Nothing is held back longer, in milliseconds. */
const maxRestMs = 25;
/** A flush shorter than this is not worth a timer. */
const minRestMs = 2;

/**
 * Calm traffic is written at once. A flush to a thousand connections costs milliseconds whatever it carries; while frames
 * come faster than that, they gather for as long as it took (and no longer than somebody could notice).
 */
export function createFlushPace({ clock, flush }: FlushPaceOptions): FlushPace {
  let isAsked = false;
  let restUntil = 0;

  function run(): void {
    isAsked = false;
    const startedAt = clock.monotonic();
    flush();
    const endedAt = clock.monotonic();
    const restMs = Math.min(maxRestMs, endedAt - startedAt);
    restUntil = restMs < minRestMs ? 0 : endedAt + restMs;
  }

  return {
    ask: () => {
      if (isAsked) return;
      isAsked = true;
      const waitMs = restUntil - clock.monotonic();
      if (waitMs > 0) clock.after(waitMs, run);
      else queueMicrotask(run);
    },
  };
}
