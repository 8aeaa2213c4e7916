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
  /** The person with what is known of the presence. */
  show(person: PersonView): PersonView;
}

export type PresenceNews = readonly [PersonId, PresenceState, number | null];

/** `own`: what this device says of the person in front of it, which counts until the server has mentioned them. */
export function createPresenceView(own: () => DevicePresence): PresenceView {
  const people = new Map<PersonId, { readonly state: PresenceState; readonly lastSeenAt: number | null }>();
  let isHeard = false;
  return {
    open: () => {
      isHeard = true;
    },
    close: () => {
      isHeard = false;
      people.clear();
    },
    hear: (news) => {
      for (const [personId, state, lastSeenAt] of news) people.set(personId, { state, lastSeenAt });
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
