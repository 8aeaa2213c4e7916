import { canonicalIp } from '#shared/discovery/ip-address.ts';

/** Where a network of this machine leads on, as the system's tables say. */
export interface Gateway {
  readonly address: string;
  /** Null while no packet was exchanged with it. */
  readonly mac: string | null;
  /** The interface by its name or by this machine's address, whichever the system says. */
  readonly interfaceName: string | null;
  readonly interfaceAddress: string | null;
}

const isGatewayRoute = 0x2;
const isResolved = 0x2;

/** Reads Linux's `/proc/net/route`, where addresses are numbers of the machine's byte order, and `/proc/net/arp`. */
export function linuxGateways(routes: string, neighbours: string): readonly Gateway[] {
  const macs = new Map(
    rowsOf(neighbours).flatMap(([address = '', , flags = '', mac = '', , device = '']) =>
      (Number(flags) & isResolved) === 0 ? [] : [[`${address} ${device}`, macOf(mac)] as const],
    ),
  );
  return rowsOf(routes).flatMap(([interfaceName = '', destination = '', gateway = '', flags = '']) => {
    const address = littleEndianIp(gateway);
    const isDefault = destination === '00000000' && (Number.parseInt(flags, 16) & isGatewayRoute) !== 0;
    if (!isDefault || address === null) return [];
    return [{ address, mac: macs.get(`${address} ${interfaceName}`) ?? null, interfaceName, interfaceAddress: null }];
  });
}

/** Reads what macOS prints at `netstat -rn -f inet` and `arp -an`. */
export function macGateways(routes: string, neighbours: string): readonly Gateway[] {
  const macs = new Map(
    [...neighbours.matchAll(/\((\S+)\) at (\S+) on (\S+)/gu)].map(
      ([, address = '', mac = '', device = '']) => [`${address} ${device}`, macOf(mac)] as const,
    ),
  );
  return rowsOf(routes).flatMap(([destination = '', gateway = '', , interfaceName = '']) => {
    const address = canonicalIp(gateway);
    if (destination !== 'default' || address === null) return [];
    return [{ address, mac: macs.get(`${address} ${interfaceName}`) ?? null, interfaceName, interfaceAddress: null }];
  });
}

/** Reads what Windows prints at `route print -4 0.0.0.0` and `arp -a`, by the numbers alone: the words are the system's language. */
export function windowsGateways(routes: string, neighbours: string): readonly Gateway[] {
  const macs = windowsMacs(neighbours);
  return rowsOf(routes).flatMap(([destination = '', netmask = '', gateway = '', interfaceAddress = '']) => {
    const address = canonicalIp(gateway);
    const isDefault = destination === '0.0.0.0' && netmask === '0.0.0.0';
    if (!isDefault || address === null || canonicalIp(interfaceAddress) === null) return [];
    return [
      { address, mac: macs.get(`${address} ${interfaceAddress}`) ?? null, interfaceName: null, interfaceAddress },
    ];
  });
}

/** The table is parted by interfaces, each under a line that has its address before its number. */
function windowsMacs(neighbours: string): ReadonlyMap<string, string | null> {
  const macs = new Map<string, string | null>();
  let interfaceAddress = '';
  for (const line of neighbours.split(/\r?\n/u)) {
    interfaceAddress = /(\d+(?:\.\d+){3}) --- 0x/u.exec(line)?.[1] ?? interfaceAddress;
    const [, address = '', mac = ''] = /^\s+(\d+(?:\.\d+){3})\s+((?:[0-9a-f]{2}-){5}[0-9a-f]{2})\s/iu.exec(line) ?? [];
    if (address !== '') macs.set(`${address} ${interfaceAddress}`, macOf(mac));
  }
  return macs;
}

/**
 * The interfaces whose network is public, out of JSON with what `Get-NetConnectionProfile` says (0: public). Null where it says
 * nothing of any: what it fails at it writes elsewhere, and it may end well.
 */
export function publicWindowsInterfaces(profiles: string): readonly string[] | null {
  const read = parseJson(profiles);
  const rows = (Array.isArray(read) ? read : [read]).flatMap(windowsProfile);
  return rows.length === 0 ? null : rows.flatMap(({ alias, isPublic }) => (isPublic ? [alias] : []));
}

function windowsProfile(row: unknown): { readonly alias: string; readonly isPublic: boolean }[] {
  if (typeof row !== 'object' || row === null) return [];
  const { InterfaceAlias: alias, Category: category } = row as Record<string, unknown>;
  return typeof alias === 'string' && typeof category === 'number' ? [{ alias, isPublic: category === 0 }] : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function rowsOf(table: string): string[][] {
  return table.split(/\r?\n/u).map((line) => line.trim().split(/\s+/u));
}

/** Six bytes in two digits each, lower case, with colons; null of anything else, and of none. macOS leaves leading zeros out. */
function macOf(text: string): string | null {
  const bytes = text.toLowerCase().split(/[:-]/u);
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-f]{1,2}$/u.test(byte))) return null;
  const mac = bytes.map((byte) => byte.padStart(2, '0')).join(':');
  return mac === '00:00:00:00:00:00' ? null : mac;
}

function littleEndianIp(hex: string): string | null {
  if (!/^[0-9a-f]{8}$/iu.test(hex) || hex === '00000000') return null;
  const bytes = [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return bytes.join('.');
}
