import type { Clock } from '#shared/clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { createFrame, type Frame } from '../transport/frame.ts';
import type { Outgoing } from './outgoing.ts';
import type { PresenceBoard } from './presence-board.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';

/** Tells sessions how people are: what is owed to one in one signal however much it is, and crowds all alike. */
export interface PresenceNotices {
  /** This session is to hear how the person is, the next time it is told anything. */
  owe(session: Session, personId: PersonId): void;
  /** Tells these what they are owed at the end of this turn, but for those that were told something within the interval. */
  tellNow(sessions: Iterable<Session>): void;
  /** Tells these what they are owed, however short ago they were told something. */
  tell(sessions: Iterable<Session>): void;
  tellAll(): void;
  /** Tells all of these how all of those are, in the same bytes. */
  tellCrowd(sessions: Iterable<Session>, people: Iterable<PersonId>): void;
  /** The same to a session that comes to a crowd; between two `tellAll` those who come hear the same. */
  tellNewcomer(session: Session, crowd: string, people: () => Iterable<PersonId>): void;
  forget(session: Session): void;
}

export interface PresenceNoticesOptions {
  readonly clock: Clock;
  readonly board: PresenceBoard<Session>;
  readonly outgoing: Outgoing;
  readonly counters: ServerCounters;
  readonly intervalMs: number;
}

/** An entry is at most 60 bytes, so that this many fit a frame. */
const maxPeopleInFrame = 1_500;

export function createPresenceNotices(options: PresenceNoticesOptions): PresenceNotices {
  const { clock, board, outgoing, counters, intervalMs } = options;
  const owed = new Map<Session, Set<PersonId>>();
  const toldAt = new Map<Session, number>();
  let crowds = new Map<string, readonly Frame[]>();

  function framesOf(people: Iterable<PersonId>): Frame[] {
    const entries = [...people].map((personId) => [personId, board.stateOf(personId), board.lastSeenAt(personId)]);
    const frames: Frame[] = [];
    for (let start = 0; start < entries.length; start += maxPeopleInFrame) {
      const params = { people: entries.slice(start, start + maxPeopleInFrame) };
      frames.push(createFrame(JSON.stringify({ type: 'signal', name: 'presence', params })));
    }
    return frames;
  }

  function send(session: Session, frames: readonly Frame[]): void {
    for (const frame of frames) outgoing.add(session, frame);
    counters.presenceFrames += frames.length;
  }

  /** Sessions that are owed the same people get the same bytes. */
  function tell(sessions: Iterable<Session>): void {
    const shared = new Map<string, readonly Frame[]>();
    for (const session of sessions) {
      const people = owed.get(session);
      if (people === undefined) continue;
      owed.delete(session);
      const key = [...people].join();
      const frames = shared.get(key) ?? framesOf(people);
      shared.set(key, frames);
      send(session, frames);
      toldAt.set(session, clock.monotonic());
    }
  }

  function isRested(session: Session): boolean {
    const last = toldAt.get(session);
    return last === undefined || clock.monotonic() - last >= intervalMs;
  }

  return {
    owe: (session, personId) => {
      const people = owed.get(session);
      if (people === undefined) owed.set(session, new Set([personId]));
      else people.add(personId);
    },
    tell,
    tellNow: (sessions) => {
      tell([...sessions].filter(isRested));
    },
    tellAll: () => {
      tell([...owed.keys()]);
      crowds = new Map();
    },
    tellCrowd: (sessions, people) => {
      const frames = framesOf(people);
      for (const session of sessions) send(session, frames);
    },
    tellNewcomer: (session, crowd, people) => {
      const frames = crowds.get(crowd) ?? framesOf(people());
      crowds.set(crowd, frames);
      send(session, frames);
    },
    forget: (session) => {
      owed.delete(session);
      toldAt.delete(session);
    },
  };
}
