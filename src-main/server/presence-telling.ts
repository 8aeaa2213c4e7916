import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { PresenceState } from '#shared/domain/presence.ts';
import type { PresenceBoard } from './presence-board.ts';
import { createPresenceChanges, type PresenceChange } from './presence-changes.ts';
import { createPresenceCrowds } from './presence-crowds.ts';
import type { PresenceNotices } from './presence-notices.ts';
import { presenceAudience, type PresenceAudience, type PresenceWorld } from './presence-tiers.ts';
import type { PresenceWatches } from './presence-watches.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Brings what changes about a person to each of those who hear of it, as soon as it is due to them (P20). */
export interface PresenceTelling {
  /** `before` is null where nothing changed but the audience: it is told how the person is. */
  change(personId: PersonId, before: PresenceState | null): void;
  /** The session hears of the person with what it is told next, unless it is their own. */
  owe(session: Session, personId: PersonId): void;
  tellSoon(): void;
  tellLate(): void;
}

export interface PresenceTellingOptions {
  readonly clock: Clock;
  readonly board: Pick<PresenceBoard<Session>, 'stateOf'>;
  readonly watches: PresenceWatches<Session>;
  readonly notices: PresenceNotices;
  readonly world: PresenceWorld<Session>;
  readonly counters: ServerCounters;
  readonly intervalMs: number;
}

export function createPresenceTelling(options: PresenceTellingOptions): PresenceTelling {
  const { board, notices, world, counters } = options;
  const { lookers, listReaders, members } = createCrowds(options);
  const changes = createPresenceChanges({ stateOf: board.stateOf });

  function audienceOf(personId: PersonId): PresenceAudience<Session> {
    counters.presenceAudiences += 1;
    return presenceAudience(world, personId);
  }

  function owe(session: Session, personId: PersonId): void {
    if (ownerOf(session.state)?.personId !== personId) notices.owe(session, personId);
  }

  function tell({ personId, isForLookers, isForOthers }: PresenceChange): void {
    if (!isForLookers && !isForOthers) return;
    const { now, soon, largeRooms } = audienceOf(personId);
    if (isForLookers) {
      for (const session of now) owe(session, personId);
      for (const roomId of largeRooms) lookers.note(roomId, personId);
    }
    if (isForOthers) {
      for (const session of soon) owe(session, personId);
      for (const roomId of largeRooms) members.note(roomId, personId);
      listReaders.note('everybody', personId);
    }
  }

  return {
    // Who looks at the person hears at once of the first change in a batch, and with the batch of how it ended.
    change: (personId, before) => {
      if (!changes.note(personId, before)) return;
      const { now, largeRooms } = audienceOf(personId);
      for (const session of now) owe(session, personId);
      notices.tellNow(now);
      for (const roomId of largeRooms) lookers.noteNow(roomId, personId);
    },
    owe,
    tellSoon: () => {
      for (const change of changes.take()) tell(change);
      notices.tellAll();
      lookers.tellAll();
      listReaders.tellAll();
    },
    tellLate: members.tellAll,
  };
}

function createCrowds({ clock, notices, world, watches, intervalMs }: PresenceTellingOptions) {
  return {
    lookers: createPresenceCrowds<RoomId>({
      clock,
      intervalMs,
      tell: (roomId, people) => notices.tellCrowd(world.watchersIn(roomId), people),
    }),
    listReaders: createPresenceCrowds<'everybody'>({
      clock,
      intervalMs,
      tell: (_, people) => notices.tellCrowd(watches.ofEverybody(), people),
    }),
    members: createPresenceCrowds<RoomId>({
      clock,
      intervalMs,
      tell: (roomId, people) => notices.tellCrowd(world.listenersIn(roomId), people),
    }),
  };
}
