import type { Clock } from '#shared/clock.ts';
import type { EventLog } from '../storage/event-log.ts';

type HealingReport = Awaited<ReturnType<EventLog['healingReport']>>;

/** Counts what came back (H7) for many who ask: whoever asks gets the next count that begins. */
export interface HealingReports {
  /** Rejects as the log does. */
  next(): Promise<HealingReport>;
  /** Whoever waits is answered now, and whoever asks from now on. */
  stop(): void;
}

export interface HealingReportsOptions {
  readonly log: Pick<EventLog, 'healingReport'>;
  readonly clock: Clock;
}

/** All devices ask again every minute while something is missing: counting takes the log at most a tenth of its time. */
const restPerCount = 9;
const maxRestMs = 2_000;

export function createHealingReports({ log, clock }: HealingReportsOptions): HealingReports {
  let waiting: { readonly report: Promise<HealingReport>; readonly begin: () => void } | null = null;
  let isCounting = false;
  let isStopped = false;
  let notBefore = -Infinity;
  let cancelTimer = (): void => undefined;

  async function count(): Promise<HealingReport> {
    const beganAt = clock.monotonic();
    try {
      return await log.healingReport();
    } finally {
      isCounting = false;
      const endedAt = clock.monotonic();
      notBefore = endedAt + Math.min(maxRestMs, (endedAt - beganAt) * restPerCount);
      if (waiting !== null) beginSoon();
    }
  }

  function begin(): void {
    cancelTimer();
    isCounting = true;
    waiting?.begin();
    waiting = null;
  }

  function beginSoon(): void {
    const waitMs = notBefore - clock.monotonic();
    if (waitMs <= 0 || isStopped) begin();
    else cancelTimer = clock.after(waitMs, begin);
  }

  function wait(): Promise<HealingReport> {
    let begins = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begins = resolve));
    const report = begun.then(count);
    waiting = { report, begin: begins };
    if (!isCounting) beginSoon();
    return report;
  }

  return {
    next: () => waiting?.report ?? wait(),
    stop: () => {
      isStopped = true;
      if (waiting !== null && !isCounting) begin();
    },
  };
}
