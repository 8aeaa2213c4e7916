import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Directory } from './directory.ts';
import type { Hub } from './hub.ts';
import type { Outgoing } from './outgoing.ts';
import { createPresenceBoard } from './presence-board.ts';
import { createPresenceCrowds } from './presence-crowds.ts';
import { createPresenceNotices } from './presence-notices.ts';
import { maxSmallRoomMembers, presenceAudience } from './presence-tiers.ts';
import { createPresenceWatches, type Watch } from './presence-watches.ts';
import { createPresenceWorld } from './presence-world.ts';
import { repeat } from './repeat.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Who is here, who is away, and who is told of it how soon (P20). */
export interface Presence {
  set(session: Session, personId: PersonId, state: DevicePresence): void;
  /** The session is live: it is told who of those around its person is not offline. */
  introduce(session: Session, personId: PersonId): void;
  /** The person is in one room more: those in it and the person, at these live sessions, hear of each other. */
  join(personId: PersonId, roomId: RoomId, sessions: Iterable<Session>): void;
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
  const { clock, directory, hub, limits } = options;
  const intervalMs = limits.presenceBatchMs;
  const board = createPresenceBoard<Session>({ ...options, onChange });
  const watches = createPresenceWatches<Session>();
  const notices = createPresenceNotices({ ...options, board, intervalMs });
  const world = createPresenceWorld({ directory, hub, watches });
  const lookers = createPresenceCrowds<RoomId>({
    clock,
    intervalMs,
    tell: (roomId, people) => notices.tellCrowd(world.watchersIn(roomId), people),
  });
  const listReaders = createPresenceCrowds<'everybody'>({
    clock,
    intervalMs,
    tell: (_, people) => notices.tellCrowd(watches.ofEverybody(), people),
  });
  const members = createPresenceCrowds<RoomId>({
    clock,
    intervalMs,
    tell: (roomId, people) => notices.tellCrowd(world.listenersIn(roomId), people),
  });
  let changed = new Set<PersonId>();

  function onChange(personId: PersonId): void {
    const { now, largeRooms } = presenceAudience(world, personId);
    for (const session of now) owe(session, personId);
    notices.tellNow(now);
    changed.add(personId);
    listReaders.note('everybody', personId);
    for (const roomId of largeRooms) {
      lookers.noteNow(roomId, personId);
      members.note(roomId, personId);
    }
  }

  function owe(session: Session, personId: PersonId): void {
    if (ownerOf(session.state)?.personId !== personId) notices.owe(session, personId);
  }

  function tellSoon(): void {
    board.expire();
    const people = changed;
    changed = new Set();
    for (const personId of people) for (const session of presenceAudience(world, personId).soon) owe(session, personId);
    notices.tellAll();
    lookers.tellAll();
    listReaders.tellAll();
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
  const stopLate = repeat({ clock, intervalMs: limits.distantPresenceBatchMs }, members.tellAll);

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
      if (board.stateOf(personId) !== 'offline') onChange(personId);
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
    takeSeen: () => board.takeSeen(),
    stop: () => {
      stopSoon();
      stopLate();
    },
  };
}
