import type { Clock } from '#shared/clock.ts';

/** Counts what may happen a few times a minute and no more. */
export interface StrikeCounter {
  /** One more; true when it was one too many. */
  strike(): boolean;
}

const minuteMs = 60_000;

export function createStrikeCounter(clock: Clock, maxPerMinute: number): StrikeCounter {
  let times: readonly number[] = [];
  return {
    strike: () => {
      const now = clock.monotonic();
      times = [...times.filter((time) => now - time < minuteMs), now];
      return times.length > maxPerMinute;
    },
  };
}
