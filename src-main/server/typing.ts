import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { peopleTyping, typingTimes, typistHeard, typistsLeft, type Typist } from '#shared/domain/typing.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { createThrottle, type Throttle } from '#shared/throttle.ts';
import { createFrame, type Frame } from '../transport/frame.ts';
import type { Directory } from './directory.ts';
import type { Outgoing } from './outgoing.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Who is typing where: told to the members who have the room on the screen, and kept nowhere (P21). */
export interface Typing {
  begin(session: Session, personId: PersonId, roomId: RoomId): void;
  stop(session: Session, roomId: RoomId): void;
  /** The person's words are there, or the person is not: nobody waits for them any more. */
  end(personId: PersonId, roomId: RoomId): void;
  /** The session is gone, or nobody is in front of it. */
  leave(session: Session): void;
  /** These rooms are on the session's screen from now on. */
  show(session: Session, roomIds: readonly RoomId[]): void;
  stopTimers(): void;
}

export interface TypingOptions {
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'membersOf'>;
  readonly outgoing: Pick<Outgoing, 'add'>;
  /** Sessions with the room on the screen whose person is a member. */
  readonly watchersIn: (roomId: RoomId) => Iterable<Session>;
  readonly limits: Pick<Limits, 'typingBatchMs' | 'maxTypingPeople'>;
}

interface TypingRoom {
  typists: readonly Typist<Session>[];
  /** Who was said to be typing the last time. */
  told: readonly PersonId[];
  toldAt: number;
  readonly telling: Throttle;
}

const sweepMs = 1_000;

export function createTyping({ clock, directory, outgoing, watchersIn, limits }: TypingOptions): Typing {
  /** Only rooms where somebody types, or was said to. */
  const rooms = new Map<RoomId, TypingRoom>();
  let cancelSweep: CancelTimer | null = null;

  function openRoom(roomId: RoomId): TypingRoom {
    const telling = createThrottle(clock, limits.typingBatchMs, () => tell(roomId));
    const opened = { typists: [], told: [], toldAt: -Infinity, telling };
    rooms.set(roomId, opened);
    cancelSweep ??= clock.after(sweepMs, sweep);
    return opened;
  }

  function change(roomId: RoomId, room: TypingRoom, typists: readonly Typist<Session>[]): void {
    room.typists = typists;
    if (!isSame(peopleTyping(typists), room.told)) room.telling.ask();
    else if (typists.length === 0) close(roomId, room);
  }

  function close(roomId: RoomId, room: TypingRoom): void {
    room.telling.cancel();
    rooms.delete(roomId);
  }

  /** Everybody hears the same but those who type, who hear of the others. */
  function tell(roomId: RoomId): void {
    const room = rooms.get(roomId);
    if (room === undefined) return;
    const before = room.told;
    room.told = peopleTyping(room.typists);
    room.toldAt = clock.monotonic();
    const frameOf = createFrames(roomId, room.told, limits.maxTypingPeople);
    for (const session of watchersIn(roomId)) {
      const me = ownerOf(session.state)?.personId;
      if ([...before, ...room.told].some((personId) => personId !== me)) outgoing.add(session, frameOf(me));
    }
    if (room.typists.length === 0) close(roomId, room);
  }

  function sweep(): void {
    const now = clock.monotonic();
    for (const [roomId, room] of rooms) {
      change(roomId, room, typistsLeft(room.typists, now));
      if (room.typists.length > 0 && now - room.toldAt >= typingTimes.retellMs) room.telling.ask();
    }
    cancelSweep = rooms.size > 0 ? clock.after(sweepMs, sweep) : null;
  }

  function without(roomId: RoomId, isOver: (typist: Typist<Session>) => boolean): void {
    const room = rooms.get(roomId);
    if (room?.typists.some(isOver) === true) {
      change(
        roomId,
        room,
        room.typists.filter((typist) => !isOver(typist)),
      );
    }
  }

  return {
    begin: (session, personId, roomId) => {
      if (!directory.membersOf(roomId).has(personId)) return;
      const room = rooms.get(roomId) ?? openRoom(roomId);
      const until = clock.monotonic() + typingTimes.deviceMs;
      change(roomId, room, typistHeard(room.typists, { device: session, personId, until }));
    },
    stop: (session, roomId) => {
      without(roomId, ({ device }) => device === session);
    },
    end: (personId, roomId) => {
      without(roomId, (typist) => typist.personId === personId);
    },
    leave: (session) => {
      for (const roomId of [...rooms.keys()]) without(roomId, ({ device }) => device === session);
    },
    show: (session, roomIds) => {
      const me = ownerOf(session.state)?.personId;
      for (const roomId of roomIds) {
        const told = rooms.get(roomId)?.told ?? [];
        const isForMe = me !== undefined && directory.membersOf(roomId).has(me);
        if (!isForMe || !told.some((personId) => personId !== me)) continue;
        outgoing.add(session, createFrames(roomId, told, limits.maxTypingPeople)(me));
      }
    },
    stopTimers: () => {
      cancelSweep?.();
      for (const { telling } of rooms.values()) telling.cancel();
    },
  };
}

function isSame(one: readonly PersonId[], other: readonly PersonId[]): boolean {
  return one.length === other.length && one.every((personId, at) => personId === other[at]);
}

/** The frame for one of the room, made once for all who are not among those who type. */
function createFrames(
  roomId: RoomId,
  people: readonly PersonId[],
  maxPeople: number,
): (me: PersonId | undefined) => Frame {
  const frameFor = (personIds: readonly PersonId[]): Frame =>
    createFrame(JSON.stringify({ type: 'signal', name: 'typing', params: { roomId, personIds } }));
  const shared = frameFor(people.slice(0, maxPeople));
  return (me) => {
    if (me === undefined || !people.includes(me)) return shared;
    return frameFor(people.filter((personId) => personId !== me).slice(0, maxPeople));
  };
}
