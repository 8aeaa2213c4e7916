import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { FakeClock } from '#test/support/fake-clock.ts';

/** The wall clock of one machine: off by what somebody set it to, at any moment. */
export interface WallClock {
  offsetMs: number;
}

/** The clock of one process, whose timers die with it. */
export interface ProcessClock extends Clock {
  pendingTimers(): number;
  kill(): void;
}

export function createProcessClock(timeline: FakeClock, wall: WallClock): ProcessClock {
  const pending = new Set<CancelTimer>();
  let isDead = false;
  return {
    now: () => timeline.now() + wall.offsetMs,
    monotonic: timeline.monotonic,
    after: (delayMs, run) => {
      if (isDead) return () => undefined;
      const cancelTimer = timeline.after(delayMs, () => {
        pending.delete(cancel);
        run();
      });
      const cancel = () => {
        cancelTimer();
        pending.delete(cancel);
      };
      pending.add(cancel);
      return cancel;
    },
    pendingTimers: () => pending.size,
    kill: () => {
      isDead = true;
      for (const cancel of pending) cancel();
    },
  };
}
