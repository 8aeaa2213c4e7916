import type { Clock } from '#shared/clock.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { startHeartbeat, stepHeartbeat, type HeartbeatState } from './heartbeat-state.ts';
import { isReadingPaused } from './reading.ts';
import { repeat } from './repeat.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { Session } from './session.ts';
import { isLoggingIn } from './session-state.ts';

/** Finds connections that are no more, and logins that do not come: one timer for all of them. */
export interface Heartbeat {
  watch(session: Session): void;
  forget(session: Session): void;
  stop(): void;
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'pingIntervalMs' | 'silenceTimeoutMs' | 'loginTimeoutMs'>;
}

interface Watched {
  readonly since: number;
  readonly state: HeartbeatState;
}

const lookIntervalMs = 1_000;
/** A loop that stood still, or a machine that slept, heard nothing either: such a time counts as this much. */
const maxElapsedMs = 2 * lookIntervalMs;

const timedOut: SessionEnd = {
  code: closeCodes.loginTimeout,
  reason: 'no login in time',
  error: { type: 'login_timeout' },
};

export function createHeartbeat({ clock, closing, counters, limits }: HeartbeatOptions): Heartbeat {
  const watched = new Map<Session, Watched>();

  function look(session: Session, { since, state }: Watched, elapsedMs: number): void {
    if (isLoggingIn(session.state) && clock.monotonic() - since >= limits.loginTimeoutMs) {
      counters.loginsTimedOut += 1;
      closing.close(session, timedOut);
      return;
    }
    const bytesReceived = session.connection.bytesReceived();
    const step = stepHeartbeat(state, { bytesReceived, elapsedMs, isRead: !isReadingPaused(session) }, limits);
    watched.set(session, { since, state: step.state });
    if (step.action === 'ping') session.connection.ping();
    if (step.action === 'drop') drop(session);
  }

  /** Nobody reads the close frame: the connection ends at once. */
  function drop(session: Session): void {
    counters.silentConnectionsDropped += 1;
    closing.close(session, { code: closeCodes.silent, reason: 'silent' });
    session.connection.terminate();
  }

  const stop = repeat({ clock, intervalMs: lookIntervalMs }, (elapsedMs) => {
    for (const [session, before] of watched) look(session, before, Math.min(elapsedMs, maxElapsedMs));
  });

  return {
    watch: (session) => {
      const state = startHeartbeat(session.connection.bytesReceived());
      watched.set(session, { since: clock.monotonic(), state });
    },
    forget: (session) => {
      watched.delete(session);
    },
    stop,
  };
}
