import type { IncomingHttpHeaders } from 'node:http';

/** What a request at the browser shell's door is let through to. */
export type DoorVerdict =
  /** The one-time token was right: the browser gets its cookie, and goes on without the token in its address. */
  | { readonly type: 'admit' }
  | { readonly type: 'page'; readonly path: string }
  | { readonly type: 'port'; readonly name: PortName }
  | { readonly type: 'refused'; readonly status: 401 | 403 | 404 | 405 | 421 };

export type PortName = 'chat' | 'shell';

export interface DoorRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly isUpgrade: boolean;
}

export interface DoorKeys {
  /** `127.0.0.1:port`, as the printed address has it. */
  readonly authority: string;
  /** Whether this is a token that was printed and not used yet; it is used up by asking. */
  useToken(token: string): boolean;
  isCookie(value: string): boolean;
}

export const cookieName = 'hallway';
const portNames: Readonly<Record<string, PortName>> = { '/ports/chat': 'chat', '/ports/shell': 'shell' };

/**
 * The door leads into a person's chat: whoever asks must mean this very address (no DNS rebinding), must not be another
 * page (`Origin`), and must have been given the token or have its cookie.
 */
export function judgeDoor({ method, url, headers, isUpgrade }: DoorRequest, keys: DoorKeys): DoorVerdict {
  if (headers.host !== keys.authority) return { type: 'refused', status: 421 };
  const origin = `http://${keys.authority}`;
  if (headers.origin === undefined ? isUpgrade : headers.origin !== origin) return { type: 'refused', status: 403 };
  if (method !== 'GET') return { type: 'refused', status: 405 };
  const asked = URL.parse(url ?? '', origin);
  if (asked === null || asked.origin !== origin) return { type: 'refused', status: 404 };
  const token = asked.searchParams.get('token');
  if (!isUpgrade && token !== null && asked.pathname === '/') {
    return keys.useToken(token) ? { type: 'admit' } : { type: 'refused', status: 401 };
  }
  if (!cookiesOf(headers.cookie).some((value) => keys.isCookie(value))) return { type: 'refused', status: 401 };
  if (!isUpgrade) return { type: 'page', path: asked.pathname };
  const name = portNames[asked.pathname];
  return name === undefined ? { type: 'refused', status: 404 } : { type: 'port', name };
}

function cookiesOf(header: string | undefined): string[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${cookieName}=`)).map((pair) => pair.slice(cookieName.length + 1));
}
