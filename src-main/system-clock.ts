import type { Clock } from '#shared/clock.ts';

/** The machine's own clocks and timers, for production. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, timerMs(delayMs));
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The machine's timers count to 24.8 days, and fire at once when they are asked for more. */
const maxTimerMs = 2 ** 31 - 1;

/** What a timer is set to for a delay: the longest there is, where it is longer. */
export function timerMs(delayMs: number): number {
  return Math.min(delayMs, maxTimerMs);
}
