import type { EngineClock } from './transactions.ts';
import type { EventTable } from './event-table.ts';

/**
 * The latest moment that a server has seen, in milliseconds: by its clock, or by its newest events where those were taken later. What
 * runs out goes by it, so that a clock that is set back revives nothing (T6). One that was ahead for a while has let things run out.
 */
export function createLatestClock(clock: Pick<EngineClock, 'now'>, events: Pick<EventTable, 'newestAt'>): () => number {
  let latest: number | null = null;
  return () => {
    latest = Math.max(latest ?? events.newestAt(), clock.now());
    return latest;
  };
}
