import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';

/** Says a thing over and over: at once, after 1 s, 2 s, 4 s and so on up to the interval, then once an interval. */
export interface Repeat {
  /** Begins from the start. */
  restart(): void;
  stop(): void;
}

export interface RepeatOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly intervalMs: number;
}

const firstGapMs = 1_000;
/** Of a gap, either way, so that a whole office does not speak at the same moment. */
const jitter = 0.1;

/** `round` counts from 0 at each start. */
export function createRepeat({ clock, random, intervalMs }: RepeatOptions, run: (round: number) => void): Repeat {
  let cancelTimer: CancelTimer | null = null;
  const runRound = (round: number) => {
    const gapMs = Math.min(intervalMs, firstGapMs * 2 ** round) * (1 - jitter + 2 * jitter * random.fraction());
    cancelTimer = clock.after(gapMs, () => runRound(round + 1));
    run(round);
  };
  const stop = () => {
    cancelTimer?.();
    cancelTimer = null;
  };
  return {
    restart: () => {
      stop();
      runRound(0);
    },
    stop,
  };
}
