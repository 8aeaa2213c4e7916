import type { Clock } from '#shared/clock.ts';

/** A clock that stands still until it is told to advance, and runs what falls due in its order. */
export interface FakeClock extends Clock {
  /** Moves both clocks forward, running timers at the very moment they fall due. */
  advance(durationMs: number): void;
  /** Sets the wall clock to milliseconds since 1970, as a person or NTP may; timers do not notice. */
  setNow(nowMs: number): void;
  /** Timers that wait: what a closed part leaves behind shows here. */
  pendingTimers(): number;
}

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

const someDay = Date.UTC(2026, 0, 1);

export function createFakeClock(): FakeClock {
  let monotonicMs = 0;
  let wallOffsetMs = someDay;
  // Insertion order breaks ties, as with real timers.
  const timers = new Set<Timer>();

  const nextDue = (untilMs: number): Timer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= untilMs).toSorted((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => wallOffsetMs + monotonicMs,
    monotonic: () => monotonicMs,
    after: (delayMs, run) => {
      const timer: Timer = { dueAt: monotonicMs + Math.max(0, delayMs), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (durationMs) => {
      const untilMs = monotonicMs + durationMs;
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        timers.delete(timer);
        monotonicMs = timer.dueAt;
        timer.run();
      }
      monotonicMs = untilMs;
    },
    setNow: (nowMs) => {
      wallOffsetMs = nowMs - monotonicMs;
    },
    pendingTimers: () => timers.size,
  };
}
