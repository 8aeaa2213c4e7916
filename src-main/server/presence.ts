import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Directory } from './directory.ts';
import type { Hub } from './hub.ts';
import type { Outgoing } from './outgoing.ts';
import { createPresenceBoard } from './presence-board.ts';
import { createPresenceNotices } from './presence-notices.ts';
import { maxSmallRoomMembers, presenceAudience, type PresenceWorld } from './presence-tiers.ts';
import { createPresenceWatches, type Watch } from './presence-watches.ts';
import { repeat } from './repeat.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Who is here, who is away, and who is told of it how soon (P20). */
export interface Presence {
  set(session: Session, personId: PersonId, state: DevicePresence): void;
  /** The session is live: it is told who of those around its person is not offline. */
  introduce(session: Session, personId: PersonId): void;
  watch(session: Session, personId: PersonId, watch: Watch): void;
  leave(session: Session, personId: PersonId): void;
  /** Everybody who was seen since the last call, with the time in milliseconds of the server's clock. */
  takeSeen(): { readonly personId: PersonId; readonly at: number }[];
  stop(): void;
}

export interface PresenceOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly hub: Hub;
  readonly outgoing: Outgoing;
  readonly counters: ServerCounters;
  readonly lastSeen: Iterable<readonly [PersonId, number]>;
  readonly limits: Pick<Limits, 'presenceBatchMs' | 'distantPresenceBatchMs'>;
}

export function createPresence(options: PresenceOptions): Presence {
  const { clock, directory, limits } = options;
  const board = createPresenceBoard<Session>({ ...options, onChange });
  const watches = createPresenceWatches<Session>();
  const notices = createPresenceNotices({ ...options, board, intervalMs: limits.presenceBatchMs });
  const world = createWorld(options, watches);
  const changed = { soon: new Set<PersonId>(), late: new Set<PersonId>() };

  function onChange(personId: PersonId): void {
    const now = presenceAudience(world, personId, 'now');
    for (const session of now) owe(session, personId);
    notices.tellNow(now);
    changed.soon.add(personId);
    changed.late.add(personId);
  }

  function owe(session: Session, personId: PersonId): void {
    if (ownerOf(session.state)?.personId !== personId) notices.owe(session, personId);
  }

  function tell(tier: 'soon' | 'late'): void {
    const people = changed[tier];
    changed[tier] = new Set();
    for (const personId of people) {
      for (const session of presenceAudience(world, personId, tier)) owe(session, personId);
    }
    notices.tellAll();
  }

  function presentIn(personIds: Iterable<PersonId>): PersonId[] {
    return [...personIds].filter((personId) => board.stateOf(personId) !== 'offline');
  }

  function isKnown(personId: PersonId): boolean {
    return board.stateOf(personId) !== 'offline' || board.lastSeenAt(personId) !== null;
  }

  const stopSoon = repeat({ clock, intervalMs: limits.presenceBatchMs }, () => {
    board.expire();
    tell('soon');
  });
  const stopLate = repeat({ clock, intervalMs: limits.distantPresenceBatchMs }, () => {
    tell('late');
  });

  return {
    set: (session, personId, state) => {
      board.set(personId, session, state);
    },
    introduce: (session, personId) => {
      for (const roomId of directory.roomsOf(personId)) {
        const members = directory.membersOf(roomId);
        if (members.size > maxSmallRoomMembers) notices.tellCrowd(session, roomId, () => presentIn(members));
        else for (const member of presentIn(members)) owe(session, member);
      }
      notices.tell([session]);
    },
    watch: (session, personId, watch) => {
      const fresh = watches.set(session, watch);
      for (const watched of fresh.personIds) if (directory.isPerson(watched)) owe(session, watched);
      for (const roomId of fresh.roomIds) {
        const members = directory.membersOf(roomId);
        // Of a large room, those who are not offline were told when the session went live.
        if (members.size <= maxSmallRoomMembers && members.has(personId))
          for (const each of members) owe(session, each);
      }
      notices.tellNow([session]);
      if (fresh.everybody) notices.tellCrowd(session, 'everybody', () => [...directory.people()].filter(isKnown));
    },
    leave: (session, personId) => {
      watches.remove(session);
      notices.forget(session);
      board.remove(personId, session);
    },
    takeSeen: () => board.takeSeen(),
    stop: () => {
      stopSoon();
      stopLate();
    },
  };
}

function createWorld(
  { directory, hub }: Pick<PresenceOptions, 'directory' | 'hub'>,
  watches: ReturnType<typeof createPresenceWatches<Session>>,
): PresenceWorld<Session> {
  const isMember = (session: Session, roomId: RoomId): boolean => {
    const owner = ownerOf(session.state);
    return owner !== null && directory.membersOf(roomId).has(owner.personId);
  };
  return {
    roomsOf: (personId) => directory.roomsOf(personId),
    memberCount: (roomId) => directory.membersOf(roomId).size,
    listenersIn: (roomId) => [...hub.subscribersOf(roomStream(roomId))].filter(({ sync }) => sync === 'live'),
    watchersOf: (personId) => watches.ofPerson(personId),
    watchersIn: (roomId) => [...watches.ofRoom(roomId)].filter((session) => isMember(session, roomId)),
    everybodyWatchers: () => watches.ofEverybody(),
  };
}
