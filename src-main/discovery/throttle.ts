import type { CancelTimer, Clock } from '#shared/clock.ts';

/** Runs at once, then at most once an interval however often it is triggered; the last trigger is never lost. */
export interface Throttle {
  trigger(): void;
  cancel(): void;
}

export function createThrottle(
  { clock, intervalMs }: { readonly clock: Clock; readonly intervalMs: number },
  run: () => void,
): Throttle {
  let lastRunAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: CancelTimer | null = null;
  const runNow = () => {
    cancelTimer = null;
    lastRunAt = clock.monotonic();
    run();
  };
  return {
    trigger: () => {
      if (cancelTimer !== null) return;
      const waitMs = lastRunAt + intervalMs - clock.monotonic();
      if (waitMs <= 0) runNow();
      else cancelTimer = clock.after(waitMs, runNow);
    },
    cancel: () => {
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
