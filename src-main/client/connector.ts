import type { Clock } from '#shared/clock.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import type { ReachAttempt, ReachedServer } from './reach-server.ts';
import { createRetryTimer } from './retry-timer.ts';
import { nextState, type SessionNews, type SessionState } from './session-state.ts';
import { createThrottle } from '#shared/throttle.ts';

/** Keeps one server connected for as long as that is wanted (D11). */
export interface Connector<Session> {
  readonly state: SessionState;
  /** The session over the present connection; null while there is none. */
  readonly session: Session | null;
  start(): void;
  /** Somebody asks: tries at once, also after a refusal. */
  connectNow(): void;
  /**
   * Something changed that may help, such as an address: tries at once if it was going to. A try under way is never given up
   * for it and takes it up in its turn, because anybody can announce anything at any time (T4).
   */
  nudge(): void;
  /** The machine woke up or is on another network: checks the connection, or tries at once (D10). */
  wake(): void;
  /** News about the session that comes from this side. */
  tell(news: SessionNews): void;
  stop(): void;
  close(): void;
}

/** What the connector needs of a session. */
export interface ConnectedSession {
  probe(): void;
  close(): void;
}

/** What a session tells its connector. */
export interface SessionReport {
  news(news: SessionNews): void;
  ended(problem: ConnectionProblem): void;
}

export interface ConnectorContext<Session extends ConnectedSession> {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Begins to look for the server at the addresses known by now. */
  readonly reach: () => ReachAttempt;
  readonly openSession: (reached: ReachedServer, report: SessionReport) => Session;
  readonly onState: (state: SessionState) => void;
}

/** Changes on the network come in bursts, and anybody can announce anything (T4). */
const nudgeIntervalMs = 1_000;
/** A connection that breaks sooner does not begin the backoff anew: what broke it may be there again at once. */
const steadyAfterMs = 1_000;

export function createConnector<Session extends ConnectedSession>(
  context: ConnectorContext<Session>,
): Connector<Session> {
  const { clock } = context;
  const retry = createRetryTimer(context);
  const attempts = createAttempts(context.reach);
  let state: SessionState = { type: 'idle', since: null };
  let session: Session | null = null;
  /** Monotonic milliseconds. */
  let upSince: number | null = null;
  const nudges = createThrottle(clock, nudgeIntervalMs, () => {
    if (state.type === 'waiting') tryAfresh();
    else if (state.type === 'connecting') {
      retry.reset();
      attempts.lookAgain();
    }
  });

  function tell(news: SessionNews): void {
    const before = state;
    state = nextState(state, news);
    if (state === before) return;
    if (isUp(state)) upSince ??= clock.monotonic();
    context.onState(state);
  }

  function tryAfresh(): void {
    retry.reset();
    attempts.giveUp();
    tryNow();
  }

  function tryNow(): void {
    retry.cancel();
    if (session !== null) return;
    tell({ type: 'try' });
    if (state.type !== 'connecting') return;
    attempts.begin(connected, lost);
  }

  function connected(reached: ReachedServer): void {
    tell({ type: 'proved' });
    if (reached.version === null) {
      reached.connection.terminate();
      lost({ type: 'version_unsupported', versions: reached.versions });
      return;
    }
    const own: Session = context.openSession(reached, {
      news: (news) => {
        if (session === own) tell(news);
      },
      ended: (problem) => {
        if (session !== own) return;
        session = null;
        lost(problem);
      },
    });
    session = own;
  }

  function lost(problem: ConnectionProblem): void {
    if (upSince !== null && clock.monotonic() - upSince >= steadyAfterMs) retry.reset();
    upSince = null;
    const leastMs = problem.type === 'server_full' ? problem.retryAfterMs : 0;
    const delayMs = retry.failed(leastMs, tryNow);
    context.log.info('A server is out of reach.', { problem: problem.type, delayMs });
    tell({ type: 'lost', problem, at: clock.now(), nextTryAt: clock.now() + delayMs });
    if (state.type !== 'waiting') retry.cancel();
  }

  function disconnect(): void {
    retry.cancel();
    nudges.cancel();
    attempts.giveUp();
    const closing = session;
    session = null;
    closing?.close();
  }

  return {
    get state() {
      return state;
    },
    get session() {
      return session;
    },
    start: () => {
      if (state.type === 'idle') tryAfresh();
    },
    connectNow: tryAfresh,
    nudge: () => {
      if (state.type === 'waiting' || state.type === 'connecting') nudges.ask();
    },
    wake: () => {
      if (session !== null) session.probe();
      else if (state.type === 'waiting' || state.type === 'connecting') tryAfresh();
    },
    tell,
    stop: () => {
      disconnect();
      tell({ type: 'stop', at: clock.now() });
    },
    close: () => {
      disconnect();
      tell({ type: 'close' });
    },
  };
}

/** Whether the server has said what it has to say: from then on a connection that holds is a good one. */
function isUp(state: SessionState): boolean {
  return state.type === 'pending' || state.type === 'healing' || (state.type === 'active' && state.phase === 'live');
}

/** The try under way; once it is given up, what becomes of it is not heard. */
function createAttempts(reach: () => ReachAttempt) {
  let current: ReachAttempt | null = null;

  function giveUp(): void {
    const given = current;
    current = null;
    given?.cancel();
  }

  return {
    giveUp,
    lookAgain: () => current?.lookAgain(),
    begin: (connected: (reached: ReachedServer) => void, lost: (problem: ConnectionProblem) => void) => {
      giveUp();
      const own = reach();
      current = own;
      void own.result.then((reached) => {
        if (current !== own) return;
        current = null;
        if (reached.ok) connected(reached.value);
        else lost(reached.error);
      });
    },
  };
}
