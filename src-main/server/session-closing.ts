import type { SessionError } from '#shared/protocol/session-error.ts';
import type { Outgoing } from './outgoing.ts';
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
  /** Called once, while the session still knows whose it was. */
  readonly onClosing: (session: Session) => void;
}

export function createSessionClosing({ outgoing, onClosing }: SessionClosingOptions): SessionClosing {
  return {
    close: (session, { code, reason, error }) => {
      if (session.state.type === 'closed') return;
      if (error !== undefined) outgoing.send(session, JSON.stringify({ type: 'error', error }));
      outgoing.flush(session);
      onClosing(session);
      session.connection.close(code, reason);
    },
  };
}
