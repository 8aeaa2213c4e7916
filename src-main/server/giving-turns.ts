import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { askerOf } from './asker.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { Session } from './session.ts';

/**
 * Lets a person give back one frame of events at a time (H4): each is looked at in the log's only thread. Who has given what told
 * it nothing, more often than devices do that give the same at the same moment, waits before the next; meanwhile the session is
 * read from no further.
 */
export interface GivingTurns {
  /** `give` resolves, and never rejects, to how many of its events told the log nothing. */
  take(session: Session, give: () => Promise<number>): void;
  stop(): void;
}

export interface GivingTurnsOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'maxRepeatedEventsPerSecond' | 'maxRepeatedEventBurst'>;
}

interface Turn {
  readonly session: Session;
  readonly give: () => Promise<number>;
}

export function createGivingTurns({ clock, limits }: GivingTurnsOptions): GivingTurns {
  const pace = createKeyedPace(clock, {
    perSecond: limits.maxRepeatedEventsPerSecond,
    burst: limits.maxRepeatedEventBurst,
  });
  /** Those that wait behind one that has begun, or waits for its time. */
  const waiting = new Map<string, Turn[]>();
  const timers = new Map<string, CancelTimer>();

  async function run(asker: string, { session, give }: Turn): Promise<void> {
    pace.take(asker, await give());
    if (session.state.type !== 'closed') resumeReading(session);
    const next = waiting.get(asker)?.shift();
    if (next === undefined) waiting.delete(asker);
    else begin(asker, next);
  }

  function begin(asker: string, turn: Turn): void {
    const waitMs = pace.waitMs(asker);
    if (waitMs === 0) {
      void run(asker, turn);
      return;
    }
    const later = clock.after(waitMs, () => {
      timers.delete(asker);
      void run(asker, turn);
    });
    timers.set(asker, later);
  }

  return {
    take: (session, give) => {
      pauseReading(session);
      const asker = askerOf(session);
      const behind = waiting.get(asker);
      if (behind !== undefined) {
        behind.push({ session, give });
        return;
      }
      waiting.set(asker, []);
      begin(asker, { session, give });
    },
    stop: () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
