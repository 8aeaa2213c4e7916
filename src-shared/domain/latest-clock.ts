import type { Clock } from '../clock.ts';
import { maxWallClock, readWallClock } from './wall-clock.ts';

/** The latest moment that a server has seen. */
export interface LatestClock {
  /** In milliseconds since 1970. */
  now(): number;
  /** Somebody else of the same server has seen a later one. */
  notice(at: number): void;
}

/**
 * The latest moment that a server has seen, by its clock or by what was written where that was taken later: it never goes back, and
 * goes on while the server runs, also where its clock was set back. What runs out goes by it, and so has everything that says when
 * something is to run out: a clock that is set back revives nothing (T6), and what is made after it still holds as long as it says.
 * One that was ahead for a while has let things run out. `seenAt` is asked once.
 */
export function createLatestClock(clock: Pick<Clock, 'now' | 'monotonic'>, seenAt: () => number): LatestClock {
  let seen: { readonly at: number; readonly monotonic: number } | null = null;

  function now(): number {
    const monotonic = clock.monotonic();
    const goneOn = seen === null ? seenAt() : seen.at + (monotonic - seen.monotonic);
    seen = { at: Math.min(maxWallClock, Math.max(goneOn, readWallClock(clock))), monotonic };
    return Math.trunc(seen.at);
  }

  return {
    now,
    notice: (at) => {
      if (at > now()) seen = { at, monotonic: clock.monotonic() };
    },
  };
}
