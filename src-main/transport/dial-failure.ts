/** Why there is no connection to an address. Only `not_hallway` and `turned_away` are a server's own answer. */
export type DialFailure =
  /** Nobody listens on that port. */
  | { readonly type: 'refused' }
  /** No way there: no route, no such host, the network is down. */
  | { readonly type: 'unreachable'; readonly code: string }
  /** Nobody answered in time. */
  | { readonly type: 'timeout'; readonly timeoutMs: number }
  /** It is somewhere on the internet, where nothing of Hallway goes. */
  | { readonly type: 'not_local' }
  /** The name has no address. */
  | { readonly type: 'unknown_name' }
  /** Not TLS 1.3, or a resumed session. */
  | { readonly type: 'tls_failed'; readonly code: string }
  /** Something else answers there. */
  | { readonly type: 'not_hallway' }
  /** The server has no place just now. */
  | { readonly type: 'busy'; readonly retryAfterMs: number }
  /** The server refuses requests like this one. */
  | { readonly type: 'turned_away'; readonly status: number }
  /** The connection ended before it was open. */
  | { readonly type: 'cut_off' }
  /** The caller no longer wants it. */
  | { readonly type: 'aborted' };

/** Of an error that says so. */
export const notLocalCode = 'ERR_NOT_LOCAL';

const unreachableCodes = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'EINVAL'];

/** The failure that an error of a socket stands for. */
export function dialFailureOf(error: Error): DialFailure {
  const code = 'code' in error ? String(error.code) : 'UNKNOWN';
  if (code === 'ECONNREFUSED') return { type: 'refused' };
  if (code === notLocalCode) return { type: 'not_local' };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { type: 'unknown_name' };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { type: 'cut_off' };
  if (code === 'ETIMEDOUT') return { type: 'unreachable', code };
  if (unreachableCodes.includes(code)) return { type: 'unreachable', code };
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return { type: 'tls_failed', code };
  return { type: 'not_hallway' };
}

/** The failure that an HTTP answer instead of an upgrade stands for. */
export function dialFailureOfAnswer(status: number, retryAfter: string | undefined): DialFailure {
  if (status === 503) return { type: 'busy', retryAfterMs: retryAfterMsOf(retryAfter) };
  return status === 403 || status === 421 ? { type: 'turned_away', status } : { type: 'not_hallway' };
}

const defaultRetryAfterMs = 2_000;
const maxRetryAfterMs = 60_000;

function retryAfterMsOf(seconds: string | undefined): number {
  const ms = Number(seconds) * 1_000;
  return Number.isSafeInteger(ms) && ms >= 0 ? Math.min(ms, maxRetryAfterMs) : defaultRetryAfterMs;
}
