/**
 * Where the connection to one server stands (D11). A pure state machine: the connector brings the news, and shows what this
 * says. News that the state has no use for, because it comes late, leaves it as it is.
 */
import type { Epoch } from '#shared/domain/epoch.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { ConnectionProblem, ConnectionState, PendingClaim } from '#shared/ipc/connection-view.ts';
import { closeCodes, isFinalClose } from '#shared/protocol/close-code.ts';
import type { Door } from '#shared/domain/door.ts';

export type SessionState =
  /** Not trying: nothing has been asked yet, or the person left. */
  | { readonly type: 'idle'; readonly since: number | null }
  /** Looking for an address where the server answers and proves itself. */
  | { readonly type: 'connecting'; readonly lost: Loss | null }
  /** The server has proved itself; the device is proving its key. */
  | { readonly type: 'proving'; readonly lost: Loss | null }
  /** Only `person.admit` may be sent (P18). */
  | {
      readonly type: 'pending';
      readonly door: Door;
      readonly refusal: Refusal | null;
      readonly digits: string | null;
      readonly claim: PendingClaim;
    }
  /** The server lost what it had acknowledged, and gathers it before it goes on (H3). */
  | { readonly type: 'healing' }
  /** Logged in: commands flow from here on (D7). */
  | { readonly type: 'active'; readonly epoch: Epoch; readonly phase: ActivePhase }
  | { readonly type: 'waiting'; readonly lost: Loss }
  | { readonly type: 'refused'; readonly problem: ConnectionProblem }
  | { readonly type: 'closed' };

/** What a retry is about: shown until there is a connection again, also while one is being tried. */
export interface Loss {
  readonly problem: ConnectionProblem;
  /** Wall clock in milliseconds, as all times here: of the first of the tries that came to nothing in a row. */
  readonly since: number;
  /** Past while the try is under way. */
  readonly nextTryAt: number;
}

export type ActivePhase = 'resuming' | 'healing' | 'replaying' | 'snapshot' | 'live';

export type SessionNews =
  | { readonly type: 'try' }
  | { readonly type: 'proved' }
  | { readonly type: 'pending'; readonly door: Door; readonly claim: PendingClaim }
  /** Somebody has come to the door (T7). */
  | { readonly type: 'knockOpened'; readonly digits: string }
  | { readonly type: 'nameRefused'; readonly refusal: Refusal }
  | { readonly type: 'nameChanged' }
  /** What was asked for at the door is done: this device is somebody's, and comes anew as that (P18). */
  | { readonly type: 'linked' }
  | { readonly type: 'healing' }
  | { readonly type: 'active'; readonly epoch: Epoch }
  | { readonly type: 'phase'; readonly phase: ActivePhase }
  /** The connection, or the try for one, came to nothing. */
  | {
      readonly type: 'lost';
      readonly problem: ConnectionProblem;
      readonly at: number;
      readonly nextTryAt: number;
    }
  | { readonly type: 'stop'; readonly at: number }
  | { readonly type: 'close' };

/** The state after the news; the same object where it changes nothing. */
export function nextState(state: SessionState, news: SessionNews): SessionState {
  if (state.type === 'closed') return state;
  switch (news.type) {
    case 'close':
      return { type: 'closed' };
    case 'stop':
      return state.type === 'idle' ? state : { type: 'idle', since: news.at };
    case 'try':
      if (isConnected(state) || state.type === 'connecting') return state;
      return { type: 'connecting', lost: state.type === 'waiting' ? state.lost : null };
    case 'proved':
      return state.type === 'connecting' ? { type: 'proving', lost: state.lost } : state;
    case 'lost':
      return lostState(state, news);
    default:
      return isConnected(state) ? connectedState(state, news) : state;
  }
}

/** Whether the problem stops the retries: it cannot mend by itself, and the proven server said so (D11). */
export function isFinalProblem(problem: ConnectionProblem, isProved: boolean): boolean {
  return isProved && finalProblems.has(problem.type);
}

/** What a closed connection means; a session error that came before says it better. */
export function problemOfClose(code: number): ConnectionProblem {
  if (code === closeCodes.replaced) return { type: 'replaced' };
  if (code === closeCodes.removed) return { type: 'device_removed' };
  if (code === closeCodes.notLetIn) return { type: 'not_let_in' };
  if (code === closeCodes.versionUnsupported) return { type: 'version_unsupported', versions: [] };
  if (isFinalClose(code)) return { type: 'login_refused', reason: `close_${code}` };
  return { type: 'connection_lost', code };
}

/** The state as it is shown. */
export function connectionView(state: SessionState): ConnectionState {
  switch (state.type) {
    case 'idle':
      return { type: 'offline', since: state.since };
    case 'closed':
      return { type: 'offline', since: null };
    case 'connecting':
    case 'proving':
    case 'waiting':
      return state.lost === null ? { type: 'connecting' } : { type: 'reconnecting', ...state.lost };
    case 'pending':
      return {
        type: 'pending',
        door: state.door,
        refusal: state.refusal,
        digits: state.digits,
        claim: state.claim,
      };
    case 'healing':
      return { type: 'healing' };
    case 'active':
      return { type: shownPhases[state.phase] };
    case 'refused':
      return { type: 'refused', problem: state.problem };
  }
}

const shownPhases = {
  resuming: 'catching_up',
  healing: 'healing',
  replaying: 'catching_up',
  snapshot: 'catching_up',
  live: 'online',
} as const;

const finalProblems: ReadonlySet<ConnectionProblem['type']> = new Set([
  'version_unsupported',
  'device_removed',
  'device_revoked',
  'deactivated',
  'not_let_in',
  'link_invalid',
  'known_name',
  'replaced',
  'login_refused',
]);

const silences: ReadonlySet<ConnectionProblem['type']> = new Set(['unreachable', 'timed_out', 'connection_lost']);

type ConnectedState = Extract<SessionState, { readonly type: 'proving' | 'pending' | 'healing' | 'active' }>;
type ConnectedNews = Exclude<SessionNews, { readonly type: 'try' | 'proved' | 'lost' | 'stop' | 'close' }>;

function isConnected(state: SessionState): state is ConnectedState {
  return ['proving', 'pending', 'healing', 'active'].includes(state.type);
}

function lostState(state: SessionState, news: Extract<SessionNews, { readonly type: 'lost' }>): SessionState {
  if (state.type !== 'connecting' && !isConnected(state)) return state;
  if (isFinalProblem(news.problem, isConnected(state))) return { type: 'refused', problem: news.problem };
  // Whoever broke it may be in between, and would get another guess at the digits (T7).
  if (state.type === 'pending' && state.digits !== null) return { type: 'refused', problem: { type: 'knock_broken' } };
  const before = 'lost' in state ? state.lost : null;
  const isExplained = state.type === 'connecting' && isAsleep(before) && silences.has(news.problem.type);
  const problem = isExplained ? before.problem : news.problem;
  return { type: 'waiting', lost: { problem, since: before?.since ?? news.at, nextTryAt: news.nextTryAt } };
}

/** Whoever said that their computer goes to sleep is silent for that, until they answer again (D13). */
function isAsleep(lost: Loss | null): lost is Loss {
  return lost?.problem.type === 'server_stopping' && lost.problem.reason === 'sleeping';
}

function connectedState(state: ConnectedState, news: ConnectedNews): SessionState {
  switch (news.type) {
    case 'pending':
      if (state.type === 'active') return state;
      // What was compared once is not changed under the eyes of whoever compares it.
      return {
        type: 'pending',
        door: news.door,
        refusal: null,
        digits: state.type === 'pending' ? state.digits : null,
        claim: news.claim,
      };
    case 'linked':
      // The digits are compared: that the connection ends now is no guess at them.
      return state.type === 'pending' ? { type: 'proving', lost: null } : state;
    case 'healing':
      return { type: 'healing' };
    case 'knockOpened':
      return state.type === 'pending' ? { ...state, digits: news.digits } : state;
    case 'nameRefused':
      return state.type === 'pending' ? { ...state, refusal: news.refusal } : state;
    case 'nameChanged':
      return state.type === 'pending' && state.refusal !== null ? { ...state, refusal: null } : state;
    case 'active':
      return state.type === 'active' ? state : { type: 'active', epoch: news.epoch, phase: 'resuming' };
    case 'phase':
      return state.type === 'active' && state.phase !== news.phase ? { ...state, phase: news.phase } : state;
  }
}
