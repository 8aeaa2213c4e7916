import type { CancelTimer, Clock } from '#shared/clock.ts';

export interface Repeat {
  readonly clock: Clock;
  readonly intervalMs: number;
}

/** Calls `run` again and again, with the milliseconds that have really passed since the last time, until undone. */
export function repeat({ clock, intervalMs }: Repeat, run: (elapsedMs: number) => void): CancelTimer {
  let lastAt = clock.monotonic();
  let cancel = clock.after(intervalMs, tick);

  function tick(): void {
    const now = clock.monotonic();
    const elapsedMs = now - lastAt;
    lastAt = now;
    cancel = clock.after(intervalMs, tick);
    run(elapsedMs);
  }

  return () => {
    cancel();
  };
}
