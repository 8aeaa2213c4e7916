import type { Clock } from '#shared/clock.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { countError, isErrorFinal, type ErrorTimes } from '#shared/protocol/error-budget.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { SessionError } from '#shared/protocol/session-error.ts';
import type { Outgoing } from './outgoing.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing } from './session-closing.ts';
import type { Session } from './session.ts';
import { isLoggingIn } from './session-state.ts';

/** Tells clients what was wrong with a frame, and parts with those that go on sending such. */
export interface ProtocolErrors {
  report(session: Session, error: Extract<SessionError, { type: 'invalid_frame' | 'unexpected_frame' }>): void;
  forget(session: Session): void;
}

export interface ProtocolErrorsOptions {
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxProtocolErrorsPerMinute'>;
}

export function createProtocolErrors(options: ProtocolErrorsOptions): ProtocolErrors {
  const { clock, outgoing, closing, counters, limits } = options;
  // Few sessions ever make a mistake, so that the others need not carry a place for it.
  const errors = new Map<Session, ErrorTimes>();

  return {
    report: (session, error) => {
      if (session.state.type === 'closed') return;
      counters.protocolErrors += 1;
      const times = countError(errors.get(session) ?? [], clock.monotonic());
      errors.set(session, times);
      if (error.type === 'invalid_frame' && isLoggingIn(session.state)) {
        closing.close(session, { code: closeCodes.badFrame, reason: 'not a Hallway client', error });
      } else if (isErrorFinal(times, limits.maxProtocolErrorsPerMinute)) {
        closing.close(session, { code: closeCodes.protocolErrors, reason: 'too many protocol errors', error });
      } else {
        outgoing.send(session, JSON.stringify({ type: 'error', error }));
      }
    },
    forget: (session) => {
      errors.delete(session);
    },
  };
}
