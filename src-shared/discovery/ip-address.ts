/** The one form of an IPv4 or IPv6 address that texts are compared in, or null when the text is neither. */
export function canonicalIp(text: string): string | null {
  if (!text.includes(':')) return ipv4Number(text) === null ? null : text;
  const groups = ipv6Groups(text);
  if (groups === null) return null;
  const [, , , , , marker = 0, high = 0, low = 0] = groups;
  const isMappedIpv4 = marker === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMappedIpv4 ? ipv4Text(high * 0x1_0000 + low) : ipv6Text(groups);
}

/** Four decimal bytes without leading zeros as one number below 2^32, or null. */
function ipv4Number(text: string): number | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((number, byte) => number * 256 + byte, 0);
}

/** An address as numbers of 16 bits, two of IPv4 and eight of IPv6; none when the text is neither. */
export function ipGroups(address: string): readonly number[] {
  const number = ipv4Number(address);
  if (number !== null) return [number >>> 16, number & 0xffff];
  return (address.includes(':') ? ipv6Groups(address) : null) ?? [];
}

/** Whether the IPv4 address lies in the network of `member`, as its netmask says. */
export function isInSubnet(address: string, network: { readonly member: string; readonly netmask: string }): boolean {
  const [a, b, mask] = [address, network.member, network.netmask].map(ipv4Number);
  if (typeof a !== 'number' || typeof b !== 'number' || typeof mask !== 'number') return false;
  return (a & mask) === (b & mask);
}

/** Whether one machine can be reached there: not "any", not multicast, not broadcast, not reserved. */
export function isHostIp(canonical: string): boolean {
  const number = ipv4Number(canonical);
  if (number !== null) return number >= 0x0100_0000 && number < 0xe000_0000;
  return canonical !== '::' && !canonical.startsWith('ff');
}

const localNetworks = [
  { member: '10.0.0.0', netmask: '255.0.0.0' },
  { member: '172.16.0.0', netmask: '255.240.0.0' },
  { member: '192.168.0.0', netmask: '255.255.0.0' },
  { member: '169.254.0.0', netmask: '255.255.0.0' },
  { member: '100.64.0.0', netmask: '255.192.0.0' },
];

/** Whether the IPv4 address is one that the internet does not route: RFC 1918, RFC 3927 and RFC 6598. */
export function isPrivateIpv4(address: string): boolean {
  return localNetworks.some((network) => isInSubnet(address, network));
}

export function isLoopbackIpv4(address: string): boolean {
  return isInSubnet(address, { member: '127.0.0.0', netmask: '255.0.0.0' });
}

function ipv4Text(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

function ipv6Groups(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === null || head === undefined || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...Array<number>(missing).fill(0), ...tail];
}

function groupsOf(half: string, mayEndInIpv4: boolean): number[] | null {
  if (half === '') return [];
  const parts = half.split(':');
  const last = parts.at(-1) ?? '';
  const ipv4 = mayEndInIpv4 ? ipv4Number(last) : null;
  const hex = ipv4 === null ? parts : parts.slice(0, -1);
  if (!hex.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const groups = hex.map((part) => Number.parseInt(part, 16));
  return ipv4 === null ? groups : [...groups, Math.floor(ipv4 / 0x1_0000), ipv4 % 0x1_0000];
}

/** RFC 5952: lower case, the first longest run of two or more zero groups as `::`. */
function ipv6Text(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)];
  const longest = runs.reduce<RegExpMatchArray | null>(
    (best, run) => (best === null || run[0].length > best[0].length ? run : best),
    null,
  );
  if (longest === null) return text;
  const start = longest.index ?? 0;
  return `${text.slice(0, start).replace(/:$/, '')}::${text.slice(start + longest[0].length).replace(/^:/, '')}`;
}

/** Of either version. */
export function isLoopbackIp(address: string): boolean {
  return isLoopbackIpv4(address) || address === '::1';
}
