import { err, ok, type Result } from '../result.ts';
import { canonicalIp, isHostIp } from './ip-address.ts';

/** The port a server takes when it is free, and the one meant when an address names none. */
export const defaultPort = 7420;

/** Where a server may be reached. A hint: who answers there proves itself by its key (T4). */
export interface Address {
  /** An IPv4 address, an IPv6 address without brackets, or a host name; canonical, in lower case. */
  readonly host: string;
  readonly port: number;
}

export type AddressError =
  | { readonly type: 'address_empty' }
  | { readonly type: 'address_host_invalid' }
  | { readonly type: 'address_port_invalid' };

const maxHostLength = 253;
const maxTypedLength = 300;

/** Reads what people type: `host`, `host:port`, `[v6]:port` or a bare IPv6 address; full-width characters are understood. */
export function parseAddress(typed: string): Result<Address, AddressError> {
  if (typed.length > maxTypedLength) return err({ type: 'address_host_invalid' });
  const text = typed.normalize('NFKC').replaceAll('\u3002', '.').trim();
  if (text === '') return err({ type: 'address_empty' });
  // A URL or an account: its colon begins no port.
  if (/[/@\s]/.test(text)) return err({ type: 'address_host_invalid' });
  const { host: hostText, port: portText } = split(text);
  const host = parseHost(hostText);
  if (host === null) return err({ type: 'address_host_invalid' });
  const port = portText === null ? defaultPort : parsePort(portText);
  return port === null ? err({ type: 'address_port_invalid' }) : ok({ host, port });
}

/** The text that `parseAddress` reads back: always with its port, IPv6 in brackets. */
export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Whether two addresses are the same place; both are canonical already. */
export function isSameAddress(a: Address, b: Address): boolean {
  return a.host === b.host && a.port === b.port;
}

function split(text: string): { host: string; port: string | null } {
  const bracketed = /^\[([^\]]*:[^\]]*)\](?::(.*))?$/s.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? null };
  const colon = text.indexOf(':');
  const isBareIpv6 = colon !== text.lastIndexOf(':');
  if (colon < 0 || isBareIpv6) return { host: text, port: null };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function parseHost(text: string): string | null {
  const ip = canonicalIp(text);
  if (ip !== null) return isHostIp(ip) ? ip : null;
  const name = text.toLowerCase().replace(/\.$/, '');
  if (name.length > maxHostLength) return null;
  const labels = name.split('.');
  // A last label of digits, or of 0x and hex, is a mistyped or disguised IPv4 address; resolvers read "1" as 0.0.0.1.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return null;
  return labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) ? name : null;
}

function parsePort(text: string): number | null {
  if (!/^[1-9]\d{0,4}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65_535 ? port : null;
}
