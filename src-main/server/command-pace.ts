import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import { drawToken, filledBucket, msUntilToken, type TokenBucket, type TokenRate } from './token-bucket.ts';

/**
 * How fast a person may command, by all of their devices together (D14): whoever may add a device could else add rates. A device
 * of somebody over it is read from no further until they may again: what it has written waits in its own memory and in the network,
 * so that a full outbox drains at the rate, with nothing refused. Only what comes although nothing is read, as from a device that
 * logs in again and again, is refused beyond ten times the rate.
 */
export interface CommandPace {
  /** One command has come: null when it may go on, else how long to wait with it, in milliseconds. */
  take(session: Session, person: PersonId): number | null;
  /** Sessions that are read more slowly just now. */
  slowed(): number;
  forget(session: Session): void;
  stop(): void;
}

export interface CommandPaceOptions {
  readonly clock: Clock;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxCommandsPerSecond' | 'maxCommandBurst' | 'maxCommandOverrun'>;
}

interface Pace {
  /** What it may without being slowed down. */
  readonly usual: TokenBucket;
  /** What it may at all. */
  readonly most: TokenBucket;
}

/** Reading goes on in steps: a few commands at a time, and not a timer for each. */
const stepMs = 250;
const prunedFrom = 1_024;

export function createCommandPace({ clock, counters, limits }: CommandPaceOptions): CommandPace {
  const usual: TokenRate = { perSecond: limits.maxCommandsPerSecond, burst: limits.maxCommandBurst };
  const { maxCommandOverrun: overrun } = limits;
  const most: TokenRate = { perSecond: usual.perSecond * overrun, burst: usual.burst * overrun };
  const tickMs = tickOf(usual);
  const paces = new Map<PersonId, Pace>();
  const paused = new Map<Session, PersonId>();
  let pruneAt = prunedFrom;
  let cancelTick: CancelTimer | null = null;

  function paceOf(person: PersonId): Pace {
    const [known, now] = [paces.get(person), clock.monotonic()];
    return { usual: filledBucket(known?.usual, now, usual), most: filledBucket(known?.most, now, most) };
  }

  /** Who has rested is as one that never came. */
  function prune(): void {
    if (paces.size < pruneAt) return;
    for (const person of paces.keys()) if (paceOf(person).usual.tokens >= usual.burst) paces.delete(person);
    pruneAt = Math.max(prunedFrom, paces.size * 2);
  }

  function slowDown(session: Session, person: PersonId): void {
    if (paused.has(session)) return;
    counters.readsSlowed += 1;
    paused.set(session, person);
    pauseReading(session);
    cancelTick ??= clock.after(tickMs, tick);
  }

  function tick(): void {
    cancelTick = null;
    for (const [session, person] of paused) {
      if (paceOf(person).usual.tokens < 1) continue;
      paused.delete(session);
      resumeReading(session);
    }
    if (paused.size > 0) cancelTick = clock.after(tickMs, tick);
  }

  return {
    take: (session, person) => {
      const pace = paceOf(person);
      const isWithin = pace.most.tokens >= 1;
      const left = isWithin ? { usual: drawToken(pace.usual), most: drawToken(pace.most) } : pace;
      paces.set(person, left);
      prune();
      if (left.usual.tokens < 1) slowDown(session, person);
      return isWithin ? null : msUntilToken(left.usual, usual);
    },
    slowed: () => paused.size,
    forget: (session) => {
      paused.delete(session);
    },
    stop: () => {
      cancelTick?.();
      cancelTick = null;
      paused.clear();
    },
  };
}

/** As long as a few commands take at this rate, and never so long that more than a burst would gather. */
function tickOf({ perSecond, burst }: TokenRate): number {
  const commands = Math.min(burst, Math.max(1, (perSecond * stepMs) / 1_000));
  return Math.max(1, (commands * 1_000) / perSecond);
}
