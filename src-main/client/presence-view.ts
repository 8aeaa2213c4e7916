import type { DevicePresence, PresenceState } from '#shared/domain/presence.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import type { ClientSignal } from '#shared/protocol/signal.ts';

/** Who is there, as far as it can be known: only while the server is heard. */
export interface PresenceView {
  /** The server is heard from now on; who is not mentioned is offline (P20). Everybody's presence changes by it. */
  open(): void;
  /** Nothing is known any more. */
  close(): void;
  hear(people: readonly PresenceNews[]): void;
  /** These are known from now on. */
  meet(people: readonly PersonView[]): void;
  /** The person with what is known of the presence. */
  show(person: PersonView): PersonView;
}

export type PresenceNews = readonly [PersonId, PresenceState, number | null];

export interface PresenceContext {
  /** What this device says of the person in front of it, which counts until the server has mentioned them. */
  readonly own: () => DevicePresence;
  /** Whether the database has the person. */
  readonly isKnown: (personId: PersonId) => boolean;
}

/** People may be heard of before the database has them: while it catches up, or in the moment somebody is admitted. */
export const maxStrangers = 10_000;

export function createPresenceView({ own, isKnown }: PresenceContext): PresenceView {
  const people = new Map<PersonId, { readonly state: PresenceState; readonly lastSeenAt: number | null }>();
  /** Who was heard of and is not known; a server may invent people without end. */
  const strangers = new Set<PersonId>();
  let isHeard = false;

  function isTaken(personId: PersonId): boolean {
    if (isKnown(personId) || strangers.has(personId)) return true;
    if (strangers.size >= maxStrangers) return false;
    strangers.add(personId);
    return true;
  }

  return {
    open: () => {
      isHeard = true;
    },
    close: () => {
      isHeard = false;
      people.clear();
      strangers.clear();
    },
    hear: (news) => {
      for (const [personId, state, lastSeenAt] of news)
        if (isTaken(personId)) people.set(personId, { state, lastSeenAt });
    },
    meet: (met) => {
      for (const { personId } of met) strangers.delete(personId);
    },
    show: (person) => {
      if (!isHeard) return { ...person, presence: null, lastSeenAt: null };
      const unmentioned = { state: person.isMe ? own() : 'offline', lastSeenAt: null } as const;
      const { state, lastSeenAt } = people.get(person.personId) ?? unmentioned;
      return { ...person, presence: state, lastSeenAt };
    },
  };
}

/** What this device tells of itself and wants to hear of others; told again after every login. */
export interface PresenceWish {
  readonly state: DevicePresence;
  /** Null while nothing is on the screen. */
  readonly watch: PresenceWatch | null;
}

export type PresenceWatch = Extract<ClientSignal, { readonly name: 'presence.watch' }>['params'];
