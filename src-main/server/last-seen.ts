import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { Presence } from './presence.ts';
import { repeat } from './repeat.ts';

/** Stores once a minute when people were last seen (P20). */
export interface LastSeen {
  save(): Promise<void>;
  stop(): void;
}

export interface LastSeenOptions {
  readonly log: Pick<EventLog, 'saveLastSeen'>;
  readonly presence: Pick<Presence, 'takeSeen'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const saveIntervalMs = 60_000;

export function createLastSeen({ log, presence, clock, logger }: LastSeenOptions): LastSeen {
  async function save(): Promise<void> {
    const rows = presence.takeSeen();
    if (rows.length === 0) return;
    try {
      await log.saveLastSeen(rows);
    } catch (error) {
      // It is stored again in a minute, and lost by a crash at most as far back.
      logger.warn('The times when people were last seen could not be stored.', { error: String(error) });
    }
  }

  const stop = repeat({ clock, intervalMs: saveIntervalMs }, () => {
    void save();
  });
  return { save, stop };
}
