import { closeCodes } from '#shared/protocol/close-code.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { SessionError } from '#shared/protocol/session-error.ts';
import type { InboxFailure } from './inbox.ts';
import type { OutboxFailure } from './outbox.ts';
import type { RequestFailure } from './requests.ts';

/** How long a stranger stays away from a door at which too many wait, in milliseconds. */
const crowdedRetryMs = 30_000;

/** What an `error` frame says about the session; null where it is about one frame only. */
export function problemOfSessionError(error: SessionError): ConnectionProblem | null {
  switch (error.type) {
    case 'invalid_frame':
    case 'unexpected_frame':
      return null;
    case 'version_unsupported':
      return { type: 'version_unsupported', versions: error.versions };
    case 'proof_wrong':
      return { type: 'login_refused', reason: 'proof_wrong' };
    case 'login_timeout':
      return { type: 'timed_out' };
    case 'door_crowded':
      return { type: 'server_full', retryAfterMs: crowdedRetryMs };
    case 'device_removed':
    case 'device_revoked':
    case 'deactivated':
    case 'not_let_in':
    case 'link_invalid':
    case 'replaced':
      return { type: error.type };
  }
}

/** What it means that a part of the session cannot go on. The next connection begins from what is on disk. */
export function problemOfFailure(failure: InboxFailure | OutboxFailure | RequestFailure): ConnectionProblem {
  switch (failure.type) {
    case 'storage_failed':
      return 'detail' in failure
        ? { type: 'storage_failed', detail: failure.detail }
        : { type: 'server_storage_failed' };
    case 'timed_out':
      return { type: 'timed_out' };
    case 'overloaded':
      return { type: 'server_full', retryAfterMs: failure.retryAfterMs };
    case 'too_slow':
      return { type: 'connection_lost', code: closeCodes.tooSlow };
    case 'reply_malformed':
    case 'reply_refused':
      return { type: 'connection_lost', code: closeCodes.protocolErrors };
    default:
      return { type: 'connection_lost', code: closeCodes.resync };
  }
}
