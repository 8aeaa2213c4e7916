import * as v from 'valibot';
import { serverIdSchema, type ServerId } from '../domain/ids.ts';
import { parseName, type Name } from '../domain/name.ts';
import { fromBase64url } from '../encoding.ts';
import { err, ok, type Result } from '../result.ts';
import { formatAddress, isSameAddress, parseAddress, type Address, type AddressError } from './address.ts';
import { discoveryLimits } from './discovery-limits.ts';

/**
 * The line that is pasted or scanned to join a server:
 * `hallway://join?s=<serverId>&h=<host:port,host:port,[v6]:port>` and, for an invite (T6), `&t=<token>&x=<expiry>`.
 * One that adds a device to somebody's (P18) begins with `hallway://link?` and says besides what that person is called, `&n=<name>`.
 * The server's id in it makes discovery unable to lie; the addresses are hints and may be missing.
 */
export interface JoinLine {
  readonly serverId: ServerId;
  /** Where to try first, best first; at most eight. Empty: discovery has to find the server. */
  readonly addresses: readonly Address[];
  readonly invite: Invite | null;
  /** What the person is called whose device is to be added by it; null where it lets somebody in. */
  readonly linksTo: Name | null;
}

/** Lets its holder in through a closed door (T6). A secret until it is used. */
export interface Invite {
  /** 16 random bytes as base64url. */
  readonly token: string;
  /** Seconds since 1970, UTC. A hint: the server decides. */
  readonly expiresAtSeconds: number;
}

export type JoinLineError =
  /** Not a join line at all: perhaps an address, or another kind of link. */
  | { readonly type: 'join_line_unknown' }
  | { readonly type: 'join_line_too_long'; readonly maxLength: number }
  /** Percent signs that are no encoding, or the same field twice. */
  | { readonly type: 'join_line_malformed' }
  | { readonly type: 'join_line_server_id_invalid' }
  | { readonly type: 'join_line_address_invalid'; readonly reason: AddressError }
  | { readonly type: 'join_line_invite_invalid' };

const maxLength = 2_048;
const tokenBytes = 16;

/** Writes the line; addresses beyond the eighth are left out. */
export function formatJoinLine(line: Omit<JoinLine, 'linksTo'> & Partial<Pick<JoinLine, 'linksTo'>>): string {
  const { linksTo = null } = line;
  const addresses = line.addresses.slice(0, discoveryLimits.maxAddressesPerServer).map(formatAddress).join(',');
  const invite = line.invite === null ? '' : `&t=${line.invite.token}&x=${line.invite.expiresAtSeconds}`;
  const [action, name] = linksTo === null ? ['join', ''] : ['link', `&n=${encodeURIComponent(linksTo)}`];
  return `hallway://${action}?s=${line.serverId}${addresses === '' ? '' : `&h=${addresses}`}${invite}${name}`;
}

/** Reads a line from anywhere: white space around it is dropped, unknown fields are ignored, addresses count up to the eighth. */
export function parseJoinLine(pasted: string): Result<JoinLine, JoinLineError> {
  if (pasted.length > maxLength) return err({ type: 'join_line_too_long', maxLength });
  // Some systems put a slash after the host before they hand a deep link on.
  const [, action, query] = /^hallway:\/\/(join|link)\/?\?(.*)$/is.exec(pasted.trim()) ?? [];
  if (action === undefined || query === undefined) return err({ type: 'join_line_unknown' });
  const fields = parseFields(query);
  if (fields === null) return err({ type: 'join_line_malformed' });
  const serverId = v.safeParse(serverIdSchema, fields.get('s'));
  if (!serverId.success) return err({ type: 'join_line_server_id_invalid' });
  const addresses = parseAddresses(fields.get('h') ?? '');
  if (!addresses.ok) return addresses;
  const invite = parseInvite(fields.get('t'), fields.get('x'));
  if (!invite.ok) return invite;
  const line = { serverId: serverId.output, addresses: addresses.value, invite: invite.value };
  if (action.toLowerCase() === 'join') return ok({ ...line, linksTo: null });
  const name = parseName(fields.get('n') ?? '');
  return name.ok && line.invite !== null
    ? ok({ ...line, linksTo: name.value })
    : err({ type: 'join_line_invite_invalid' });
}

function parseFields(query: string): Map<string, string> | null {
  const fields = new Map<string, string>();
  for (const part of query.split('&')) {
    const [, key = '', encoded = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    const value = percentDecode(encoded);
    if (value === null || fields.has(key)) return null;
    if (key !== '') fields.set(key, value);
  }
  return fields;
}

function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function parseAddresses(list: string): Result<Address[], JoinLineError> {
  const addresses: Address[] = [];
  for (const text of list === '' ? [] : list.split(',')) {
    const address = parseAddress(text);
    if (!address.ok) return err({ type: 'join_line_address_invalid', reason: address.error });
    if (!addresses.some((known) => isSameAddress(known, address.value))) addresses.push(address.value);
  }
  return ok(addresses.slice(0, discoveryLimits.maxAddressesPerServer));
}

function parseInvite(token: string | undefined, expiry: string | undefined): Result<Invite | null, JoinLineError> {
  if (token === undefined && expiry === undefined) return ok(null);
  const isValid = fromBase64url(token ?? '')?.length === tokenBytes && /^[1-9]\d{0,11}$/.test(expiry ?? '');
  if (token === undefined || !isValid) return err({ type: 'join_line_invite_invalid' });
  return ok({ token, expiresAtSeconds: Number(expiry) });
}
