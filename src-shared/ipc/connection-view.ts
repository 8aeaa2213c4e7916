import type { Door } from '../domain/door.ts';
import type { ServerId } from '../domain/ids.ts';
import type { Refusal } from '../domain/refusal.ts';

/** Why a connection cannot be had now, or at all. */
export type ConnectionProblem =
  | { readonly type: 'unreachable'; readonly code: string }
  | { readonly type: 'local_network_denied' }
  | { readonly type: 'timed_out' }
  | { readonly type: 'not_hallway' }
  | { readonly type: 'address_unknown' }
  /** It is an address of the internet, and nothing is ever sent there. */
  | { readonly type: 'address_not_local' }
  | { readonly type: 'server_full'; readonly retryAfterMs: number }
  | { readonly type: 'server_stopping'; readonly reason: 'restarting' | 'sleeping' | 'closing' }
  | { readonly type: 'connection_lost'; readonly code: number }
  /** Where one server was looked for, another one proved its key: this one (T8). `address` where that is known. */
  | { readonly type: 'other_server'; readonly serverId: ServerId; readonly address?: string }
  /** It calls itself as this known one does and has another key: it was told nothing of this person (T8). */
  | { readonly type: 'known_name'; readonly serverId: ServerId }
  | { readonly type: 'proof_wrong' }
  | { readonly type: 'version_unsupported'; readonly versions: readonly number[] }
  | { readonly type: 'device_removed' }
  /** This device's key comes in no more; its person may, by another one (P18). */
  | { readonly type: 'device_revoked' }
  | { readonly type: 'deactivated' }
  /** Somebody at the door did not let this person in (T7). */
  | { readonly type: 'not_let_in' }
  /** The link by which this device was to become one of somebody's is none, has run out, or was another device's (P18). */
  | { readonly type: 'link_invalid' }
  /** The connection was lost while digits were compared: only a click knocks again (T7). */
  | { readonly type: 'knock_broken' }
  | { readonly type: 'replaced' }
  | { readonly type: 'login_refused'; readonly reason: string }
  /** This computer cannot keep what belongs to the server; `file` is what it is about, where that is known. */
  | { readonly type: 'storage_failed'; readonly detail: string; readonly file?: string }
  /** The server cannot read or write its own database. */
  | { readonly type: 'server_storage_failed' };

/** Whether this device says at the door that it is somebody's already, by their link or by their name (P18). */
export type PendingClaim = 'link' | 'name' | null;

/** Where the connection to one server stands (D11). Times are the client's wall clock in milliseconds. */
export type ConnectionState =
  | { readonly type: 'connecting' }
  /** Connected; the door has not let this person in yet. `refusal` says what is wrong with the name, when it is that. */
  | {
      readonly type: 'pending';
      readonly door: Door;
      readonly refusal: Refusal | null;
      /** Somebody has come to the door: the six digits that both screens show (T7). */
      readonly digits: string | null;
      readonly claim: PendingClaim;
    }
  | { readonly type: 'catching_up' }
  /** The server lost what it had acknowledged, and gathers it from the devices of its people before it goes on. */
  | { readonly type: 'healing' }
  | { readonly type: 'online' }
  /** Lost, or never had, since `since`; `nextTryAt` is past while a try is under way. */
  | {
      readonly type: 'reconnecting';
      readonly since: number;
      readonly nextTryAt: number;
      readonly problem: ConnectionProblem;
    }
  /** Not trying: the person left this server, or nothing has been asked yet. `since` is null where that was before this start. */
  | { readonly type: 'offline'; readonly since: number | null }
  /** Trying again cannot help. */
  | { readonly type: 'refused'; readonly problem: ConnectionProblem };
