import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Directory } from './directory.ts';
import type { Hub } from './hub.ts';
import type { Outgoing } from './outgoing.ts';
import { createPresenceBoard } from './presence-board.ts';
import { createPresenceNotices } from './presence-notices.ts';
import { createPresenceTelling } from './presence-telling.ts';
import { maxSmallRoomMembers } from './presence-tiers.ts';
import { createPresenceWatches, type Watch } from './presence-watches.ts';
import { createPresenceWorld } from './presence-world.ts';
import { repeat } from './repeat.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/** Who is here, who is away, and who is told of it how soon (P20). */
export interface Presence {
  set(session: Session, personId: PersonId, state: DevicePresence): void;
  /** The session is live: it is told who of those around its person is not offline. */
  introduce(session: Session, personId: PersonId): void;
  /** The person is in one room more: those in it and the person, at these live sessions, hear of each other. */
  join(personId: PersonId, roomId: RoomId, sessions: Iterable<Session>): void;
  watch(session: Session, personId: PersonId, watch: Watch): void;
  leave(session: Session, personId: PersonId): void;
  /** Sessions with this room on the screen whose person is a member of it. */
  watchersIn(roomId: RoomId): Iterable<Session>;
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
  const { clock, directory, hub, limits } = options;
  const intervalMs = limits.presenceBatchMs;
  const board = createPresenceBoard<Session>({
    ...options,
    onChange: (personId, before) => {
      telling.change(personId, before);
    },
  });
  const watches = createPresenceWatches<Session>();
  const notices = createPresenceNotices({ ...options, board, intervalMs });
  const world = createPresenceWorld({ directory, hub, watches });
  const telling = createPresenceTelling({ ...options, board, watches, notices, world, intervalMs });
  const { owe } = telling;

  function tellSoon(): void {
    board.expire();
    telling.tellSoon();
  }

  function introduceRoom(session: Session, roomId: RoomId): void {
    const here = () => [...directory.membersOf(roomId)].filter((member) => board.stateOf(member) !== 'offline');
    if (world.memberCount(roomId) > maxSmallRoomMembers) notices.tellNewcomer(session, roomId, here);
    else for (const member of here()) owe(session, member);
  }

  function isKnown(personId: PersonId): boolean {
    return board.stateOf(personId) !== 'offline' || board.lastSeenAt(personId) !== null;
  }

  const stopSoon = repeat({ clock, intervalMs }, tellSoon);
  const stopLate = repeat({ clock, intervalMs: limits.distantPresenceBatchMs }, () => {
    // What changed since the last batch is for these too, whichever timer comes first.
    tellSoon();
    telling.tellLate();
  });

  return {
    set: (session, personId, state) => {
      board.set(personId, session, state);
    },
    introduce: (session, personId) => {
      for (const roomId of directory.roomsOf(personId)) introduceRoom(session, roomId);
      notices.tell([session]);
    },
    join: (personId, roomId, sessions) => {
      // Owed, and told with the next batch: what opens the room goes out before.
      for (const session of sessions) introduceRoom(session, roomId);
      if (board.stateOf(personId) !== 'offline') telling.change(personId, null);
    },
    watch: (session, personId, watch) => {
      const fresh = watches.set(session, watch);
      for (const watched of fresh.personIds) if (directory.isPerson(watched)) owe(session, watched);
      for (const roomId of fresh.roomIds) {
        const all = directory.membersOf(roomId);
        // Of a large room, those who are not offline were told when the session went live.
        if (all.size <= maxSmallRoomMembers && all.has(personId)) for (const member of all) owe(session, member);
      }
      notices.tellNow([session]);
      const known = () => [...directory.people()].filter(isKnown);
      if (fresh.everybody) notices.tellNewcomer(session, 'everybody', known);
    },
    leave: (session, personId) => {
      watches.remove(session);
      notices.forget(session);
      board.remove(personId, session);
    },
    watchersIn: (roomId) => world.watchersIn(roomId),
    takeSeen: () => board.takeSeen(),
    stop: () => {
      stopSoon();
      stopLate();
    },
  };
}
