import type { Origin } from '#shared/domain/event.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { compareOrigins } from '#shared/domain/register.ts';
import type { AccessTable } from '../access-table.ts';
import type { EventTable } from '../event-table.ts';
import type { PersonTable } from '../person-table.ts';

/** Where an event that came back stood first, and the last `seq` that the log shares with the life of it that it stood in. */
export interface ReturnedPlace extends Origin {
  readonly sharedSeq: number;
}

/** Where an event stood first; `isOwn`: there. */
interface MemberEvent extends Origin {
  readonly isOwn: boolean;
}

/** From which event to which somebody was in a room, both included; `to` is null for who is there. */
interface MemberSpan {
  readonly from: MemberEvent;
  readonly to: MemberEvent | null;
}

/** Who was in a room when something was said that comes back after its time. Kept until somebody comes or goes. */
export interface MemberSpans {
  wasMember(room: { readonly roomRef: number }, personId: PersonId, place: ReturnedPlace): boolean;
  forgetMember(roomRef: number, personId: PersonId): void;
  forget(): void;
}

export interface MemberSpanSources {
  readonly access: Pick<AccessTable, 'ofRoom'>;
  readonly people: Pick<PersonTable, 'byId'>;
  readonly events: Pick<EventTable, 'originAt' | 'seqAt'>;
}

export function createMemberSpans({ access, people, events }: MemberSpanSources): MemberSpans {
  const rooms = new Map<number, Map<PersonId, readonly MemberSpan[]>>();

  function read(roomRef: number, personId: PersonId): MemberSpan[] {
    const personRef = people.byId(personId)?.personRef;
    if (personRef === undefined) return [];
    return access.ofRoom({ personRef, roomRef }).flatMap(({ openedSeq, to: toStreamSeq }) => {
      const from = events.originAt(openedSeq);
      const closedSeq = toStreamSeq === null ? null : events.seqAt(roomRef, toStreamSeq);
      const to = closedSeq === null ? null : events.originAt(closedSeq);
      return from === null ? [] : [{ from, to }];
    });
  }

  function spansOf(roomRef: number, personId: PersonId): readonly MemberSpan[] {
    const room = rooms.get(roomRef) ?? new Map<PersonId, readonly MemberSpan[]>();
    rooms.set(roomRef, room);
    const spans = room.get(personId) ?? read(roomRef, personId);
    room.set(personId, spans);
    return spans;
  }

  return {
    wasMember: ({ roomRef }, personId, place) =>
      spansOf(roomRef, personId).some(
        ({ from, to }) => order(from, place) <= 0 && (to === null || order(to, place) >= 0),
      ),
    forgetMember: (roomRef, personId) => {
      rooms.get(roomRef)?.delete(personId);
    },
    forget: () => {
      rooms.clear();
    },
  };
}

/** What the log took itself after the two lives parted came after all that was lost, whatever the numbers say. */
function order(event: MemberEvent, place: ReturnedPlace): number {
  return event.isOwn && event.seq > place.sharedSeq ? 1 : compareOrigins(event, place);
}
