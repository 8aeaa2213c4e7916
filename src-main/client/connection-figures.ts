import type { Clock } from '#shared/clock.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { LimitCounts, SessionFigures } from '#shared/ipc/device-diagnostics.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { connectionView, type SessionState } from './session-state.ts';

/** What became of the connections to one server since it was opened: for diagnostics, and nothing goes by it. */
export interface ConnectionFigures {
  /** Every state, as it begins. */
  state(state: SessionState): void;
  /** A connection was opened to this address. */
  reached(address: string): void;
  /** The server said how far its log goes. */
  head(seq: number): void;
  /** The server went beyond what is put up with. */
  beyondLimit(limit: keyof LimitCounts): void;
  read(): FiguresReading;
}

export interface FiguresReading {
  /** By the wall clock in milliseconds, as all times here; null where it has never been another one. */
  readonly since: number | null;
  /** Null while there is no connection. */
  readonly address: string | null;
  readonly headSeq: number;
  readonly session: SessionFigures;
}

const noLimits: LimitCounts = {
  framesMalformed: 0,
  framesRefused: 0,
  repliesRefused: 0,
  readsSlowed: 0,
  backlogsDropped: 0,
};

export function createConnectionFigures({ now }: Pick<Clock, 'now'>): ConnectionFigures {
  const startedAt = now();
  let before: SessionState = { type: 'idle', since: null };
  let since: number | null = null;
  let address: string | null = null;
  let headSeq = 0;
  let connections = 0;
  let losses = 0;
  let lastLoss: SessionFigures['lastLoss'] = null;
  let limits = noLimits;
  /** Told to log in anew, and not in again yet. */
  let isRenewing = false;

  function count(state: SessionState): void {
    if (isLoggedIn(state) && !isLoggedIn(before)) {
      if (!isRenewing) connections += 1;
      isRenewing = false;
    }
    const problem = state.type === 'waiting' ? state.lost.problem : state.type === 'refused' ? state.problem : null;
    if (state.type === 'idle' || state.type === 'closed') isRenewing = false;
    if (problem === null || !(isRenewing || isLoggedIn(before))) return;
    isRenewing = isRenewal(problem);
    if (isRenewing) return;
    losses += 1;
    lastLoss = { at: now(), problem };
  }

  return {
    state: (state) => {
      count(state);
      if (connectionView(state).type !== connectionView(before).type) since = now();
      before = state;
    },
    reached: (reached) => {
      address = reached;
    },
    head: (seq) => {
      headSeq = Math.max(headSeq, seq);
    },
    beyondLimit: (limit) => {
      limits = { ...limits, [limit]: limits[limit] + 1 };
    },
    read: () => ({
      since,
      address: isLoggedIn(before) || before.type === 'proving' ? address : null,
      headSeq,
      session: { startedAt, connections, losses, lastLoss, limits },
    }),
  };
}

function isLoggedIn({ type }: SessionState): boolean {
  return type === 'active' || type === 'pending' || type === 'healing';
}

/** The server's state changed under the session, as when a gate opens, or the device's own did: logging in anew is the way on. */
function isRenewal(problem: ConnectionProblem): boolean {
  return problem.type === 'connection_lost' && problem.code === closeCodes.resync;
}
