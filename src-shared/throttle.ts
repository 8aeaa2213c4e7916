import type { CancelTimer, Clock } from './clock.ts';

export interface Throttle {
  /** Runs now, or as soon as the interval since the last run is over; asked several times meanwhile, once. */
  ask(): void;
  /** Forgets what was asked. */
  cancel(): void;
}

/** Keeps something that may be wanted often to at most once an interval; the first wish is met at once. */
export function createThrottle(clock: Clock, intervalMs: number, run: () => void): Throttle {
  let notBefore = -Infinity;
  let cancelTimer: CancelTimer | null = null;

  function fire(): void {
    cancelTimer = null;
    notBefore = clock.monotonic() + intervalMs;
    run();
  }

  return {
    ask: () => {
      if (cancelTimer !== null) return;
      const waitMs = notBefore - clock.monotonic();
      if (waitMs <= 0) fire();
      else cancelTimer = clock.after(waitMs, fire);
    },
    cancel: () => {
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
