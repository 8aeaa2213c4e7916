import type { IncomingHttpHeaders } from 'node:http';

/** What a request at the browser shell's door is let through to. */
export type DoorVerdict =
  /** The page's files hold no secret: whoever means this very address may have them. */
  | { readonly type: 'page'; readonly path: string }
  /** The page shows the token that its address came with, and gets the secret that opens ports. */
  | { readonly type: 'exchange' }
  | { readonly type: 'port'; readonly name: PortName }
  | { readonly type: 'refused'; readonly status: 401 | 403 | 404 | 405 | 421 | 429 };

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
  isSecret(value: string): boolean;
  /** How a wrong guess is answered: 429 when there are many, which is all that is done for them. */
  countGuess(): 401 | 429;
}

/** What both sides of a port's WebSocket say they speak; the secret stands beside it and is never said back. */
export const portProtocol = 'hallway';
const exchangePath = '/key';
/** A page of another origin may not send it without asking first, and nobody is allowed to. */
const exchangeHeader = 'hallway-door';
const portNames: Readonly<Record<string, PortName>> = { '/ports/chat': 'chat', '/ports/shell': 'shell' };

/**
 * The door leads into a person's chat: whoever asks must mean this very address (no DNS rebinding), must not be another
 * page (`Origin`), and opens a port only with the secret. No cookie holds it: those are sent to every port of this computer.
 */
export function judgeDoor({ method, url, headers, isUpgrade }: DoorRequest, keys: DoorKeys): DoorVerdict {
  if (headers.host !== keys.authority) return refused(421);
  const origin = `http://${keys.authority}`;
  const isReading = method === 'GET' && !isUpgrade;
  if (headers.origin === undefined ? !isReading : headers.origin !== origin) return refused(403);
  const asked = URL.parse(url ?? '', origin);
  if (asked === null || asked.origin !== origin) return refused(404);
  if (method === 'POST' && !isUpgrade && asked.pathname === exchangePath) return judgeExchange(headers);
  if (method !== 'GET') return refused(405);
  return isUpgrade ? judgePort(asked.pathname, headers, keys) : { type: 'page', path: asked.pathname };
}

function judgeExchange(headers: IncomingHttpHeaders): DoorVerdict {
  const isFromOurPage = headers[exchangeHeader] !== undefined && headers['content-type'] === 'application/json';
  return isFromOurPage ? { type: 'exchange' } : refused(403);
}

function judgePort(path: string, headers: IncomingHttpHeaders, keys: DoorKeys): DoorVerdict {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const [shown] = protocols.filter((protocol) => protocol !== portProtocol);
  // A tab that knows only the address guesses nothing.
  if (shown === undefined || shown === '') return refused(401);
  if (!keys.isSecret(shown)) return refused(keys.countGuess());
  const name = portNames[path];
  return name === undefined ? refused(404) : { type: 'port', name };
}

function refused(status: Extract<DoorVerdict, { type: 'refused' }>['status']): DoorVerdict {
  return { type: 'refused', status };
}
