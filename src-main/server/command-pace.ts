import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { createKeyedPace } from './keyed-pace.ts';
import { createReadingPace } from './reading-pace.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { TokenRate } from './token-bucket.ts';

/**
 * How fast a person may command, and how much, by all of their devices together (D14): whoever may add a device could else add
 * rates. What is accepted lies on everybody's disk, so bytes have a rate as well. A device of somebody over one of the two is read
 * from no further until they may again: a full outbox drains at the rate, with nothing refused. Only what comes although nothing is
 * read, as from a device that logs in again and again, is refused beyond ten times the rate.
 */
export interface CommandPace {
  /** One command has come, so long: null when it may go on, else how long to wait with it, in milliseconds. */
  take(session: Session, person: PersonId, bytes: number): number | null;
  /** Sessions that are read more slowly just now. */
  slowed(): number;
  forget(session: Session): void;
  stop(): void;
}

export interface CommandPaceOptions {
  readonly clock: Clock;
  readonly counters: Pick<ServerCounters, 'readsSlowed'>;
  readonly limits: Pick<
    Limits,
    | 'maxFrameBytes'
    | 'maxCommandsPerSecond'
    | 'maxCommandBurst'
    | 'maxCommandBytesPerSecond'
    | 'maxCommandBurstBytes'
    | 'maxCommandOverrun'
  >;
}

export function createCommandPace({ limits, ...options }: CommandPaceOptions): CommandPace {
  const { maxCommandOverrun: overrun } = limits;
  const commands = createPace(options, {
    rate: { perSecond: limits.maxCommandsPerSecond, burst: limits.maxCommandBurst },
    overrun,
    maxCost: 1,
  });
  const bytes = createPace(options, {
    rate: { perSecond: limits.maxCommandBytesPerSecond, burst: limits.maxCommandBurstBytes },
    overrun,
    maxCost: limits.maxFrameBytes,
  });
  const paces = [commands, bytes];
  return {
    take: (session, person, length) => {
      const isWithin = paces.every((pace) => pace.isWithin(person));
      commands.take(session, person, isWithin ? 1 : 0);
      bytes.take(session, person, isWithin ? length : 0);
      return isWithin ? null : Math.max(...paces.map((pace) => pace.waitMs(person)));
    },
    slowed: () => new Set(paces.flatMap((pace) => [...pace.slowed()])).size,
    forget: (session) => {
      for (const pace of paces) pace.forget(session);
    },
    stop: () => {
      for (const pace of paces) pace.stop();
    },
  };
}

interface PaceSize {
  readonly rate: TokenRate;
  readonly overrun: number;
  readonly maxCost: number;
}

/** What a person may without being slowed down, and what they may at all. */
function createPace({ clock, counters }: Omit<CommandPaceOptions, 'limits'>, { rate, overrun, maxCost }: PaceSize) {
  const usual = createReadingPace<PersonId>({ clock, counters, rate, maxCost });
  const most = createKeyedPace<PersonId>(clock, {
    perSecond: rate.perSecond * overrun,
    burst: rate.burst * overrun,
  });
  return {
    ...usual,
    isWithin: (person: PersonId) => most.waitMs(person) === 0,
    take: (session: Session, person: PersonId, cost: number) => {
      most.take(person, cost);
      usual.take(session, person, cost);
    },
  };
}
