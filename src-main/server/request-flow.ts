import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { askerOf } from './asker.ts';
import type { Outgoing } from './outgoing.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { Session } from './session.ts';

/**
 * Counts the requests that are unanswered, by the person who asks: all wait in the one line before the log, and others behind them.
 * No device of whoever has too many is read from further until some are answered, and a session that does not take its answers not
 * until it does: else whoever asks for everything and reads nothing would fill the memory (D12).
 */
export interface RequestFlow {
  begin(session: Session): void;
  /** Sends the answer to a request that began. */
  end(session: Session, reply: string): void;
  forget(session: Session): void;
}

export interface RequestFlowOptions {
  readonly outgoing: Pick<Outgoing, 'send' | 'flush'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly limits: Pick<Limits, 'maxUnansweredRequests'>;
}

export function createRequestFlow({ outgoing, clock, limits }: RequestFlowOptions): RequestFlow {
  const askers = createAskers(limits);
  const unread = createUnreadAnswers(clock);
  return {
    begin: (session) => {
      askers.begin(session);
      session.unansweredRequests += 1;
      unread.look(session);
    },
    end: (session, reply) => {
      session.unansweredRequests -= 1;
      if (session.state.type !== 'closed') {
        outgoing.send(session, reply);
        // What waits is known once it is written.
        if (askers.isHeld(session) || unread.isHeld(session)) outgoing.flush(session);
        unread.look(session);
      }
      askers.end(session);
    },
    forget: (session) => {
      askers.forget(session);
      unread.forget(session);
    },
  };
}

interface Asker {
  readonly key: string;
  /** Those that have asked and are there, whoever asked last behind the others. */
  readonly sessions: Set<Session>;
  /** Of those, the ones that are read from no further. */
  readonly held: Set<Session>;
  unanswered: number;
}

/** Holds all sessions of an asker while too much of theirs is under way. */
function createAskers({ maxUnansweredRequests }: RequestFlowOptions['limits']) {
  const askers = new Map<string, Asker>();
  /** Who asked, also where that is over: what is under way still counts. */
  const bySession = new WeakMap<Session, Asker>();

  function leave(session: Session, asker: Asker): void {
    asker.sessions.delete(session);
    asker.held.delete(session);
    if (asker.sessions.size === 0 && asker.unanswered === 0) askers.delete(asker.key);
  }

  function askerNow(session: Session): Asker {
    const known = bySession.get(session);
    const key = askerOf(session);
    // Somebody who is let in meanwhile has asked as a stranger.
    if (known !== undefined && (known.key === key || session.unansweredRequests > 0)) return known;
    if (known !== undefined) leave(session, known);
    const asker = askers.get(key) ?? { key, sessions: new Set(), held: new Set(), unanswered: 0 };
    askers.set(key, asker);
    bySession.set(session, asker);
    return asker;
  }

  function hold({ sessions, held }: Asker): void {
    for (const session of sessions) {
      if (held.has(session)) continue;
      held.add(session);
      pauseReading(session);
    }
  }

  function release({ held }: Asker): void {
    const released = [...held];
    held.clear();
    for (const session of released) resumeReading(session);
  }

  return {
    begin: (session: Session) => {
      const asker = askerNow(session);
      asker.unanswered += 1;
      asker.sessions.delete(session);
      asker.sessions.add(session);
      if (asker.unanswered >= maxUnansweredRequests) hold(asker);
    },
    end: (session: Session) => {
      const asker = bySession.get(session);
      if (asker === undefined) return;
      asker.unanswered -= 1;
      if (asker.unanswered < maxUnansweredRequests) release(asker);
      if (asker.sessions.size === 0 && asker.unanswered === 0) askers.delete(asker.key);
    },
    isHeld: (session: Session) => bySession.get(session)?.held.has(session) === true,
    forget: (session: Session) => {
      const asker = bySession.get(session);
      if (asker !== undefined) leave(session, asker);
    },
  };
}

/** What may wait for a reader who goes on asking: some full pages. */
const maxUnreadBytes = 256 * 1024;
const lookIntervalMs = 50;

/** Holds a session that does not take its answers. */
function createUnreadAnswers(clock: Pick<Clock, 'after'>) {
  /** Those that are read from no further, and the next look at each: nobody says when a reader has taken what waits for it. */
  const held = new Map<Session, CancelTimer>();
  const isFull = ({ connection }: Session) => connection.bufferedBytes() > maxUnreadBytes;

  function lookLater(session: Session): void {
    const cancel = clock.after(lookIntervalMs, () => {
      if (session.state.type === 'closed') held.delete(session);
      else look(session);
    });
    held.set(session, cancel);
  }

  function look(session: Session): void {
    const cancel = held.get(session);
    cancel?.();
    if (isFull(session)) {
      if (cancel === undefined) pauseReading(session);
      lookLater(session);
    } else if (held.delete(session)) resumeReading(session);
  }

  return {
    look,
    isHeld: (session: Session) => held.has(session),
    forget: (session: Session) => {
      held.get(session)?.();
      held.delete(session);
    },
  };
}
