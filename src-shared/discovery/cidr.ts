import { canonicalIp, ipGroups } from './ip-address.ts';

const groupBits = 16;

/** A range of IPv4 or IPv6 addresses: those that share the first `prefix` bits with `address`, which has no others set. */
export interface Cidr {
  readonly address: string;
  readonly prefix: number;
}

/** Reads `192.168.1.0/24`, `fd00::/8`, or one address alone; null when the text is neither. Bits behind the prefix do not count. */
export function parseCidr(text: string): Cidr | null {
  const [, typed = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = canonicalIp(typed);
  if (address === null) return null;
  const prefix = digits === undefined ? bitsOf(address) : Number(digits);
  return prefix <= bitsOf(address) ? cidrOf(address, prefix) : null;
}

/** The range that an address (in its canonical form) is in, as its prefix says. */
export function cidrOf(address: string, prefix: number): Cidr {
  const groups = ipGroups(address).map((group, index) => group & groupMask(index, prefix));
  if (address.includes(':')) {
    const text = groups.map((group) => group.toString(16)).join(':');
    return { address: canonicalIp(text) ?? address, prefix };
  }
  const [high = 0, low = 0] = groups;
  return { address: [high >>> 8, high & 0xff, low >>> 8, low & 0xff].join('.'), prefix };
}

export function isInCidr(address: string, range: Cidr): boolean {
  const groups = ipGroups(address);
  const wanted = ipGroups(range.address);
  if (groups.length !== wanted.length || groups.length === 0) return false;
  return groups.every((group, index) => (group & groupMask(index, range.prefix)) === wanted[index]);
}

export function formatCidr({ address, prefix }: Cidr): string {
  return `${address}/${prefix}`;
}

/** A netmask such as 255.255.255.0 or ffff:ffff:: as a prefix; of what is none, that of one address. */
export function prefixOf(netmask: string): number {
  const groups = ipGroups(netmask);
  const bits = groups.map((group) => group.toString(2).padStart(groupBits, '0')).join('');
  return groups.length === 0 ? bitsOf(netmask) : bits.lastIndexOf('1') + 1;
}

/** What the internet does not route: RFC 1918, 3927, 6598 and 4193, link-local and this machine itself. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '::1/128',
  'fe80::/10',
  'fc00::/7',
].flatMap((text) => parseCidr(text) ?? []);

/** Whether the address, of either version, is one that the internet does not route. */
export function isPrivateIp(address: string): boolean {
  return privateRanges.some((range) => isInCidr(address, range));
}

function bitsOf(address: string): number {
  return address.includes(':') ? 128 : 32;
}

/** The bits of the group with this index, of sixteen each, that a prefix covers. */
function groupMask(index: number, prefix: number): number {
  const covered = Math.min(groupBits, Math.max(0, prefix - index * groupBits));
  return (0xffff << (groupBits - covered)) & 0xffff;
}
