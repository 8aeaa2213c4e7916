import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** The one path that becomes a WebSocket. */
export const upgradePath = '/hallway';
const healthPath = '/health';

/** What an HTTP request is for, or the status it is refused with. */
export type Verdict =
  | { readonly type: 'upgrade' }
  | { readonly type: 'health' }
  | { readonly type: 'refused'; readonly status: number; readonly reason: RefusalReason };

export type RefusalReason = 'from_web_page' | 'unknown_host' | 'unknown_path' | 'wrong_method' | 'upgrade_required';

export interface GuardedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly isUpgrade: boolean;
}

/**
 * Judges a request by its head. First of all it must not come from a web page (`Origin`, `Sec-Fetch-*`), nor be meant for
 * a name that a web page could have pointed here (DNS rebinding): `Host` is an address, `localhost` or a known name.
 */
export function judgeRequest(request: GuardedRequest, knownNames: readonly string[]): Verdict {
  const { headers, url, method } = request;
  if (isFromWebPage(headers)) return { type: 'refused', status: 403, reason: 'from_web_page' };
  if (!isKnownHost(headers.host, knownNames)) return { type: 'refused', status: 421, reason: 'unknown_host' };
  if (url !== upgradePath && url !== healthPath) return { type: 'refused', status: 404, reason: 'unknown_path' };
  if (method !== 'GET') return { type: 'refused', status: 405, reason: 'wrong_method' };
  if (url === healthPath) return { type: 'health' };
  return request.isUpgrade ? { type: 'upgrade' } : { type: 'refused', status: 426, reason: 'upgrade_required' };
}

function isFromWebPage(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some((name) => name === 'origin' || name.startsWith('sec-fetch-'));
}

function isKnownHost(host: string | undefined, knownNames: readonly string[]): boolean {
  if (host === undefined) return false;
  const bare = /^\[([^[\]]+)\](?::\d{1,5})?$/.exec(host)?.[1];
  if (bare !== undefined) return isIP(bare) === 6;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return isIP(name) === 4 || name === 'localhost' || knownNames.some((known) => known.toLowerCase() === name);
}
