import type { NetworkInterfaceInfo } from 'node:os';
import { cidrOf, isInCidr, isPrivateIp, prefixOf } from '#shared/discovery/cidr.ts';
import { canonicalIp } from '#shared/discovery/ip-address.ts';
import type { LocalNetwork } from '#shared/discovery/local-network.ts';
import type { Gateway } from './gateway-tables.ts';
import { noSurroundings, type Surroundings } from './surroundings.ts';
import { kindOf, readSafely, type ReadInterfaces } from './network-interfaces.ts';

/** The networks of this machine but loopback: those of its IPv4 addresses, and of IPv6 ones where an interface has no other. */
export function localNetworks(
  read: ReadInterfaces,
  surroundings: Surroundings = noSurroundings,
): readonly LocalNetwork[] {
  return Object.entries(readSafely(read)).flatMap(([interfaceName, infos = []]) =>
    networksOf(interfaceName, infos, surroundings),
  );
}

function networksOf(
  interfaceName: string,
  infos: readonly NetworkInterfaceInfo[],
  { gateways, publicInterfaces }: Surroundings,
): LocalNetwork[] {
  const isUsable = (info: NetworkInterfaceInfo): boolean => !info.internal && canonicalIp(info.address) !== null;
  const addresses = infos.filter(isUsable);
  const ipv4 = addresses.filter(({ family }) => family === 'IPv4');
  const ipv6 = addresses.filter(({ family }) => family === 'IPv6');
  // An address that every interface gives itself makes no network.
  const assigned = ipv6.filter(({ address }) => !isLinkLocalIpv6(address));
  const own = ipv4.length > 0 ? ipv4 : assigned.slice(0, 1);
  const ranges = assigned.map(({ address, netmask }) => cidrOf(address, prefixOf(netmask)));
  // What the internet routes to is nothing that a choice for the network at home is about.
  const beside = ipv6.filter((info) => !own.includes(info) && (isPrivateIp(info.address) || ipv4.length === 0));
  const unfound = gateways === null ? 'unknown' : null;
  return own.map((info) => {
    const isHere = (gateway: Gateway) =>
      (gateway.interfaceName === interfaceName || gateway.interfaceAddress === info.address) &&
      isInCidr(gateway.address, cidrOf(info.address, prefixOf(info.netmask)));
    const gateway = gateways?.find(isHere);
    return {
      interfaceName,
      address: canonicalIp(info.address) ?? info.address,
      prefix: prefixOf(info.netmask),
      moreAddresses: beside.flatMap(({ address }) => canonicalIp(address) ?? []),
      moreRanges: ranges,
      kind: networkKind(interfaceName, info),
      gateway: gateway === undefined ? unfound : { address: gateway.address, mac: gateway.mac },
      isMarkedPublic: publicInterfaces?.includes(interfaceName) ?? null,
    };
  });
}

/** Switches that a system may let others on: Internet Sharing of macOS, and those of Hyper-V, which bridge to a cable as well. */
const sharedName = /^(?:bridge\d|vethernet)/i;

function networkKind(interfaceName: string, info: NetworkInterfaceInfo): LocalNetwork['kind'] {
  const kind = kindOf(interfaceName, info);
  if (kind === 'virtual' && sharedName.test(interfaceName)) return 'shared';
  return kind === 'loopback' ? 'virtual' : kind;
}

function isLinkLocalIpv6(address: string): boolean {
  return isInCidr(address, { address: 'fe80::', prefix: 10 });
}
