import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { networkInterfaces } from 'node:os';

/** Whether an IP address can be reached without a way through the internet. */
export type IsLocal = (ip: string) => boolean;

/** What the internet does not route: RFC 1918, 3927, 6598 and 4193, link-local and this machine itself. */
const neverRouted = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['::1', 128],
  ['fe80::', 10],
  ['fc00::', 7],
] as const;

/**
 * Local is what is never routed, and what lies in a network of this machine: some offices number their computers with
 * addresses of the internet. The networks are read anew each time, for machines move.
 */
export function createLocalAddresses(readInterfaces: typeof networkInterfaces): IsLocal {
  return (ip) => {
    const [address = ''] = ip.split('%');
    if (!isIPv4(address) && !isIPv6(address)) return false;
    const networks = new BlockList();
    for (const [network, prefix] of [...neverRouted, ...ownNetworks(readInterfaces)]) {
      networks.addSubnet(network, prefix, isIPv4(network) ? 'ipv4' : 'ipv6');
    }
    return networks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  };
}

/** A network without a prefix would be everything there is, as a tunnel may say that it is. */
function ownNetworks(readInterfaces: typeof networkInterfaces): (readonly [string, number])[] {
  return Object.values(readSafely(readInterfaces)).flatMap((infos = []) =>
    infos.flatMap(({ address, cidr }) => {
      const prefix = Number(cidr?.split('/')[1] ?? 0);
      return prefix > 0 ? [[address, prefix] as const] : [];
    }),
  );
}

/** Some systems refuse to tell. */
function readSafely(readInterfaces: typeof networkInterfaces): ReturnType<typeof networkInterfaces> {
  try {
    return readInterfaces();
  } catch {
    return {};
  }
}
