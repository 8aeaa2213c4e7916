import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Outgoing } from './outgoing.ts';
import { pauseReading, resumeReading } from './reading.ts';
import type { Session } from './session.ts';

/**
 * Counts the requests that a session has unanswered. One with too many is read from no further until some are answered, and one
 * that does not take its answers not until it does: else whoever asks for everything and reads nothing would fill the memory (D12).
 */
export interface RequestFlow {
  begin(session: Session): void;
  /** Sends the answer to a request that began. */
  end(session: Session, reply: string): void;
}

export interface RequestFlowOptions {
  readonly outgoing: Pick<Outgoing, 'send' | 'flush'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly limits: Pick<Limits, 'maxUnansweredRequests'>;
}

/** What may wait for a reader who goes on asking: some full pages. */
const maxUnreadBytes = 256 * 1024;
const lookIntervalMs = 50;

export function createRequestFlow({ outgoing, clock, limits }: RequestFlowOptions): RequestFlow {
  /** Those that are read from no further, and the next look at each. */
  const held = new Map<Session, CancelTimer>();

  function isFull(session: Session): boolean {
    const isWaiting = session.unansweredRequests >= limits.maxUnansweredRequests;
    return isWaiting || session.connection.bufferedBytes() > maxUnreadBytes;
  }

  function holdBack(session: Session): void {
    if (held.has(session) || !isFull(session)) return;
    pauseReading(session);
    look(session);
  }

  /** Nobody says when a reader has taken what waits for it. */
  function look(session: Session): void {
    const cancel = clock.after(lookIntervalMs, () => {
      if (session.state.type === 'closed') held.delete(session);
      else if (isFull(session)) look(session);
      else release(session);
    });
    held.set(session, cancel);
  }

  function release(session: Session): void {
    held.get(session)?.();
    held.delete(session);
    resumeReading(session);
  }

  return {
    begin: (session) => {
      session.unansweredRequests += 1;
      holdBack(session);
    },
    end: (session, reply) => {
      session.unansweredRequests -= 1;
      if (session.state.type === 'closed') return;
      outgoing.send(session, reply);
      if (!held.has(session)) return;
      // What waits is known once it is written.
      outgoing.flush(session);
      if (!isFull(session)) release(session);
    },
  };
}
