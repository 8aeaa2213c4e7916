import type { Origin } from '#shared/domain/event.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { compareOrigins } from '#shared/domain/register.ts';
import type { EventTable } from '../event-table.ts';
import type { PersonTable } from '../person-table.ts';
import type { MemberEvent, MemberEventTable } from './member-event-table.ts';
import type { SharedPart } from './shared-part.ts';
import type { StandingEventTable } from './standing-event-table.ts';

/** Where an event that came back stood first, and what the log shares with the life of it that it stood in. */
export interface ReturnedPlace extends Origin {
  readonly shared: SharedPart;
}

/** Where an event stood first, whether there (`isOwn`), and whether somebody came into the room by it, or went. */
interface Move extends Origin {
  readonly isOwn: boolean;
  readonly isIn: boolean;
}

/**
 * Who was in a room when something was said that comes back after its time: by every event that says so, also one that came too late
 * to change anything. Kept until somebody comes or goes.
 */
export interface MemberSpans {
  wasMember(room: { readonly roomRef: number }, personId: PersonId, place: ReturnedPlace): boolean;
  /** Whether they were removed or banned then, and so were told of no private room, whoever was in it (P6). */
  wasOut(personId: PersonId, place: ReturnedPlace): boolean;
  forgetMember(roomRef: number, personId: PersonId): void;
  forgetStandings(): void;
  forget(): void;
}

export interface MemberSpanSources {
  readonly memberEvents: Pick<MemberEventTable, 'of'>;
  readonly standingEvents: StandingEventTable;
  readonly people: Pick<PersonTable, 'byId'>;
  readonly events: Pick<EventTable, 'originAt'>;
}

export function createMemberSpans({ memberEvents, standingEvents, people, events }: MemberSpanSources): MemberSpans {
  const rooms = new Map<number, Map<PersonId, readonly Move[]>>();
  let standings: ReadonlyMap<PersonId, readonly Move[]> | null = null;

  function read(roomRef: number, personId: PersonId): Move[] {
    const personRef = people.byId(personId)?.personRef;
    if (personRef === undefined) return [];
    return memberEvents
      .of(roomRef, personRef)
      .flatMap((event) => moveOf(event))
      .toSorted(compareOrigins);
  }

  function moveOf({ seq, isIn }: MemberEvent): Move[] {
    const origin = events.originAt(seq);
    return origin === null ? [] : [{ ...origin, isIn }];
  }

  /** All at once: few people are ever put out, and of everything that comes back all members are asked for. */
  function readStandings(): ReadonlyMap<PersonId, readonly Move[]> {
    const byPerson = new Map<PersonId, Move[]>();
    for (const { personId, ...event } of standingEvents.all())
      byPerson.set(personId, [...(byPerson.get(personId) ?? []), ...moveOf(event)]);
    for (const moves of byPerson.values()) moves.sort(compareOrigins);
    return byPerson;
  }

  function movesOf(roomRef: number, personId: PersonId): readonly Move[] {
    const room = rooms.get(roomRef) ?? new Map<PersonId, readonly Move[]>();
    rooms.set(roomRef, room);
    const moves = room.get(personId) ?? read(roomRef, personId);
    room.set(personId, moves);
    return moves;
  }

  return {
    wasMember: ({ roomRef }, personId, place) => {
      const moves = movesOf(roomRef, personId);
      // Whoever comes or goes by it sees that. What the log took itself is another event, though it may have the same numbers.
      const isByIt = moves.some((move) => !move.isOwn && compareOrigins(move, place) === 0);
      return isByIt || sharedSeqsOf(moves, place.shared).every((sharedSeq) => wasIn(moves, place, sharedSeq) ?? false);
    },
    wasOut: (personId, place) => {
      standings ??= readStandings();
      const moves = standings.get(personId) ?? [];
      return sharedSeqsOf(moves, place.shared).some((sharedSeq) => wasIn(moves, place, sharedSeq) === false);
    },
    forgetMember: (roomRef, personId) => {
      rooms.get(roomRef)?.delete(personId);
    },
    forgetStandings: () => {
      standings = null;
    },
    forget: () => {
      rooms.clear();
      standings = null;
    },
  };
}

/** Where the two lives may have parted, as far as it makes a difference: it is shown to whoever was there in any case. */
function sharedSeqsOf(moves: readonly Move[], { least, most }: SharedPart): number[] {
  return [least, ...moves.flatMap(({ isOwn, seq }) => (isOwn && seq > least && seq <= most ? [seq] : []))];
}

/** What the log took itself after the two lives parted came after all that was lost, whatever the numbers say. Null where nothing says so. */
function wasIn(moves: readonly Move[], place: Origin, sharedSeq: number): boolean | null {
  const isBefore = (move: Move) => !(move.isOwn && move.seq > sharedSeq) && compareOrigins(move, place) < 0;
  return moves.findLast(isBefore)?.isIn ?? null;
}
