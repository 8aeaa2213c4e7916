import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { DialFailure } from '../transport/dial-failure.ts';

/** What a failed dial means to a person. */
export function dialProblem(failure: DialFailure): ConnectionProblem {
  switch (failure.type) {
    case 'refused':
    case 'cut_off':
    case 'aborted':
    case 'unknown_name':
      return { type: 'unreachable', code: failure.type };
    case 'unreachable':
      return { type: 'unreachable', code: failure.code };
    case 'not_local':
      return { type: 'address_not_local' };
    case 'timeout':
      return { type: 'timed_out' };
    case 'busy':
      return { type: 'server_full', retryAfterMs: failure.retryAfterMs };
    case 'tls_failed':
    case 'not_hallway':
    case 'turned_away':
      return { type: 'not_hallway' };
  }
}
