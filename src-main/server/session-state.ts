import type { DeviceKey, OutboxId, PersonId } from '#shared/domain/ids.ts';
import type { Exchange } from '../identity/handshake-proof.ts';

/**
 * Where a connection stands (T2, T3, P18). It only moves forward: hello, login, then `active`, or `pending` until the door
 * has let a new person in, or `healing` while the server gathers what it lost (H3). Each member holds what is known by then and nothing that is not.
 */
export type SessionState =
  | { readonly type: 'awaitingHello' }
  | { readonly type: 'awaitingLogin'; readonly exchange: Exchange }
  /** The proof holds; the log is being asked whose device this is. */
  | { readonly type: 'loggingIn' }
  | { readonly type: 'pending'; readonly owner: SessionOwner }
  /** The server lost what it had acknowledged; only what brings it back is asked and answered (H3). */
  | { readonly type: 'healing'; readonly owner: SessionOwner }
  | { readonly type: 'active'; readonly owner: SessionOwner }
  | { readonly type: 'closed' };

/** Who is at the other end, and the outbox whose commands this connection carries. */
export interface SessionOwner {
  readonly personId: PersonId;
  readonly device: DeviceKey;
  readonly outboxId: OutboxId;
}

/** The owner of a session that has logged in, or null. */
export function ownerOf(state: SessionState): SessionOwner | null {
  return 'owner' in state ? state.owner : null;
}

/** Whether the five seconds for hello and login are still running. */
export function isLoggingIn(state: SessionState): boolean {
  return state.type === 'awaitingHello' || state.type === 'awaitingLogin' || state.type === 'loggingIn';
}
