import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';
import { failedTry, freshBackoff } from './backoff.ts';

/** The backoff of one thing that is tried until it works. */
export interface RetryTimer {
  readonly isWaiting: boolean;
  /** It failed: runs again later, and returns in how many milliseconds. */
  failed(leastMs: number, run: () => void): number;
  /** Does not run; the backoff goes on where it was. */
  cancel(): void;
  /** It worked, or somebody insists: the next failure is a first one. */
  reset(): void;
}

export function createRetryTimer({ clock, random }: { readonly clock: Clock; readonly random: Random }): RetryTimer {
  let backoff = freshBackoff;
  let cancelTimer: CancelTimer | null = null;

  function cancel(): void {
    cancelTimer?.();
    cancelTimer = null;
  }

  return {
    get isWaiting() {
      return cancelTimer !== null;
    },
    failed: (leastMs, run) => {
      cancel();
      const next = failedTry(backoff, { now: clock.monotonic(), fraction: random.fraction(), leastMs });
      backoff = next.backoff;
      cancelTimer = clock.after(next.delayMs, () => {
        cancelTimer = null;
        run();
      });
      return next.delayMs;
    },
    cancel,
    reset: () => {
      backoff = freshBackoff;
    },
  };
}
