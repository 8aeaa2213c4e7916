/**
 * Which of the networks of a computer somebody comes from, told by the address they come from (T11). The address they reached
 * does not tell it: a system may take packets for any of its addresses on any of its networks (the weak host model, RFC 1122
 * 3.3.4.2), so that a stranger in a café reaches the address of the network at home.
 */
import { cidrOf, isInCidr, type Cidr } from './cidr.ts';
import type { LocalNetwork } from './local-network.ts';

/** A network of this computer, and whether a server is there for it. */
export interface RuledNetwork {
  readonly network: LocalNetwork;
  readonly isOpen: boolean;
}

/** The two ends of a connection, as addresses in canonical form. */
export interface ConnectionEnds {
  readonly localAddress: string;
  readonly remoteAddress: string;
}

/**
 * Whether the remote address is in no network that the server is not there for. Of ranges that overlap the narrowest counts, as
 * in routing; of equal ones that of the address that was reached. Whom the computer answers through a gateway is in none of them.
 */
export function isFromOpenNetwork(
  networks: readonly RuledNetwork[],
  { localAddress, remoteAddress }: ConnectionEnds,
): boolean {
  const widths = networks.map(({ network }) => narrowestAround(network, remoteAddress));
  const narrowest = Math.max(...widths);
  if (narrowest < 0) return true;
  const nearest = networks.filter((_, index) => widths[index] === narrowest);
  const reached = nearest.filter(({ network }) => hasAddress(network, localAddress));
  return (reached.length === 0 ? nearest : reached).every(({ isOpen }) => isOpen);
}

/** Whether the computer itself has this address there. */
export function hasAddress({ address, moreAddresses }: LocalNetwork, wanted: string): boolean {
  return address === wanted || moreAddresses.includes(wanted);
}

/** How many bits the narrowest range of the network has that the address is in; -1 where it is in none. */
function narrowestAround(network: LocalNetwork, address: string): number {
  const ranges: readonly Cidr[] = [cidrOf(network.address, network.prefix), ...network.moreRanges];
  return Math.max(-1, ...ranges.flatMap((range) => (isInCidr(address, range) ? [range.prefix] : [])));
}
