import type { SessionError } from '#shared/protocol/session-error.ts';
import type { Outgoing } from './outgoing.ts';
import { tellPosition, type PublishedHead } from './published-head.ts';
import type { Session } from './session.ts';

/** Why a session ends; the error, where there is one, is its last frame. */
export interface SessionEnd {
  readonly code: number;
  readonly reason: string;
  readonly error?: SessionError;
}

/** Ends sessions from this side. */
export interface SessionClosing {
  close(session: Session, end: SessionEnd): void;
}

export interface SessionClosingOptions {
  readonly outgoing: Outgoing;
  readonly head: PublishedHead;
  /** Called once, while the session still knows whose it was. */
  readonly onClosing: (session: Session) => void;
}

export function createSessionClosing({ outgoing, head, onClosing }: SessionClosingOptions): SessionClosing {
  return {
    close: (session, { code, reason, error }) => {
      if (session.state.type === 'closed') return;
      // What it is being sent just now is covered: the device goes on behind that when it comes back.
      if (session.outgoing !== null) tellPosition({ outgoing, head }, session);
      if (error !== undefined) outgoing.send(session, JSON.stringify({ type: 'error', error }));
      outgoing.flush(session);
      onClosing(session);
      session.connection.close(code, reason);
    },
  };
}
