import type os from 'node:os';
import type { Clock } from '#shared/clock.ts';

/** One IPv4 address of this machine on one network. */
export interface NetworkInterface {
  readonly name: string;
  readonly address: string;
  readonly netmask: string;
  readonly mac: string;
  /** Virtual: a switch inside this machine, for containers or virtual machines. */
  readonly kind: 'physical' | 'virtual' | 'loopback';
}

export type ReadInterfaces = typeof os.networkInterfaces;

const maxInterfaces = 16;
const pollIntervalMs = 1_000;

// A tunnel leads to another network, where this one's servers are nobody's business.
const tunnelName = /^(?:u?tun|wg|ppp|ipsec|gpd|nordlynx|tailscale|wireguard|openvpn)/i;
const virtualName =
  /^(?:docker|br-|veth|virbr|lxc|lxd|podman|cni|vmnet|vboxnet|bridge\d|vethernet|hamachi|zt)|virtualbox|vmware/i;
const singleHostMask = '255.255.255.255';

/** The interfaces that count, physical ones first and loopback last; no tunnels, no IPv6, at most sixteen. */
export function usableInterfaces(read: ReadInterfaces): readonly NetworkInterface[] {
  const found = Object.entries(readSafely(read)).flatMap(([name, infos = []]) =>
    infos.flatMap((info) => usable(name, info)),
  );
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, maxInterfaces);
}

export interface InterfaceWatch {
  current(): readonly NetworkInterface[];
  stop(): void;
}

/** Looks at the interfaces every second, because no system tells of changes in a way Node passes on. */
export function watchNetworkInterfaces(
  { clock, read }: { readonly clock: Clock; readonly read: ReadInterfaces },
  onLook: (interfaces: readonly NetworkInterface[]) => void,
): InterfaceWatch {
  let current = usableInterfaces(read);
  const look = () => {
    current = usableInterfaces(read);
    cancel = clock.after(pollIntervalMs, look);
    onLook(current);
  };
  let cancel = clock.after(pollIntervalMs, look);
  return { current: () => current, stop: () => cancel() };
}

/** A system may refuse to list its interfaces, which is as good as having none (R4). */
export function readSafely(read: ReadInterfaces): ReturnType<ReadInterfaces> {
  try {
    return read();
  } catch {
    return {};
  }
}

/** What an interface is, told by its name, and a tunnel also by a network of one machine. */
export function kindOf(name: string, { internal, netmask }: Pick<os.NetworkInterfaceInfo, 'internal' | 'netmask'>) {
  if (internal) return 'loopback';
  if (tunnelName.test(name) || netmask === singleHostMask) return 'tunnel';
  return virtualName.test(name) ? 'virtual' : 'physical';
}

function usable(name: string, info: os.NetworkInterfaceInfo): NetworkInterface[] {
  const kind = kindOf(name, info);
  if (info.family !== 'IPv4' || kind === 'tunnel') return [];
  const { address, netmask, mac } = info;
  return [{ name, address, netmask, mac, kind }];
}

/** Among equals an address that nobody assigned (RFC 3927) comes last. */
function rank({ kind, address }: NetworkInterface): number {
  const isSelfAssigned = address.startsWith('169.254.');
  return { physical: 0, virtual: 2, loopback: 4 }[kind] + (isSelfAssigned ? 1 : 0);
}
