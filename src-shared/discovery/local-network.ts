/**
 * Whether a server is there for a network (T11), decided from what a computer knows of the networks it is on without asking
 * anybody outside: the interface, the subnet, and the hardware address of the gateway. That recognises a place one has been in;
 * it proves nothing, for whoever wants to can pretend to be another gateway. Who comes in is decided by keys, here as everywhere.
 */
import { cidrOf, formatCidr, isPrivateIp, type Cidr } from './cidr.ts';

/** A network that this computer is on. */
export interface LocalNetwork {
  readonly interfaceName: string;
  /** This computer's address there. */
  readonly address: string;
  /** How many bits of it are the network's. */
  readonly prefix: number;
  /** Further addresses of this computer that nobody beyond this network uses. */
  readonly moreAddresses: readonly string[];
  /** Besides that of `address`, the ranges whose machines are on this network. */
  readonly moreRanges: readonly Cidr[];
  /**
   * Virtual: a switch inside this machine, for containers or virtual machines. Shared: one that other machines may be on too,
   * such as those with which this one shares its way to the internet. A tunnel leads to a network elsewhere.
   */
  readonly kind: 'physical' | 'virtual' | 'shared' | 'tunnel';
  /** Null where the network leads nowhere else; `unknown` while the system does not tell. */
  readonly gateway: NetworkGateway | 'unknown' | null;
  /**
   * Whether its person told the system that strangers are on this network; false where the system does not ask, and null while
   * it does, and does not tell.
   */
  readonly isMarkedPublic: boolean | null;
}

export interface NetworkGateway {
  readonly address: string;
  /** Six bytes in lower case with colons; null while this computer has exchanged no packet with it. */
  readonly mac: string | null;
}

/** What was decided for a network, as it is remembered. */
export interface NetworkChoice {
  readonly networkId: string;
  readonly interfaceName: string;
  readonly subnet: string;
  readonly isPublic: boolean;
  readonly isServed: boolean;
  /** By the wall clock in milliseconds. */
  readonly chosenAt: number;
}

export type NetworkStanding =
  /** Inside this computer. */
  | 'own'
  | 'served'
  | 'not_served'
  /** Nobody has decided: nothing is announced there and nobody let in until somebody has. */
  | 'asked'
  /** Too new to ask about: an address comes before a gateway, and a gateway before its hardware address. */
  | 'settling';

/** A network that is followed; times by the monotonic clock in milliseconds. */
export interface SeenNetwork {
  readonly network: LocalNetwork;
  /** Since when it is what it is. */
  readonly since: number;
  /** It may be another place than the one whose gateway it is known by: only what the system says anew counts. */
  readonly isDoubted: boolean;
}

/** How long a network without a hardware address behind it has to stay before that is what it is known by. */
const settleMs = 3_000;
const maxChoices = 64;

/** By what a network is known again: the same place by cable and by air, where its gateway is known. */
export function networkIdOf(network: LocalNetwork): string {
  const { interfaceName } = network;
  const subnet = subnetOf(network);
  const gateway = toldGateway(network);
  if (gateway === null) return `${subnet} ${interfaceName}`;
  return gateway.mac === null ? `${subnet} ${interfaceName} ${gateway.address}` : `${subnet} ${gateway.mac}`;
}

/** Such as `192.168.1.0/24`. */
export function subnetOf({ address, prefix }: LocalNetwork): string {
  return formatCidr(cidrOf(address, prefix));
}

export function isPublicNetwork({ address, isMarkedPublic }: LocalNetwork): boolean {
  return isMarkedPublic === true || !isPrivateIp(address);
}

/**
 * What is seen now, after what was seen before. Systems forget the hardware address of a gateway that is not talked to, or is
 * off, and at times do not tell of gateways, or of who is there, at all: it is taken for the same as long as the network stays, so that nobody is cut
 * off for a router that was unplugged or a table that could not be read, but not across a sleep, since one elsewhere that does
 * not say its own looks alike.
 */
export function followNetworks(
  before: readonly SeenNetwork[],
  networks: readonly LocalNetwork[],
  now: number,
): readonly SeenNetwork[] {
  return networks.map((found) => {
    const last = before.find(({ network }) => isSamePlace(network, found));
    if (last === undefined) return { network: found, since: now, isDoubted: false };
    const isKept = isGatewayKept(found, last);
    const known = isKept ? { ...found, gateway: last.network.gateway } : found;
    const isUnchanged = networkIdOf(last.network) === networkIdOf(known);
    const lastMarked = isUnchanged && !last.isDoubted ? last.network.isMarkedPublic : null;
    const network = { ...known, isMarkedPublic: known.isMarkedPublic ?? lastMarked };
    return { network, since: isUnchanged ? last.since : now, isDoubted: false };
  });
}

/**
 * Of these no gateway is kept that is not seen again: of all after a sleep, in which the computer may have been carried
 * elsewhere, and of those that came after the system last told of gateways.
 */
export function doubtGateways(
  seen: readonly SeenNetwork[],
  isDoubtful: (one: SeenNetwork) => boolean = () => true,
): readonly SeenNetwork[] {
  return seen.map((one) => (isDoubtful(one) ? { ...one, isDoubted: true } : one));
}

/** The networks whose gateway has become known by its hardware address while they stayed. */
export function knownFurther(
  before: readonly SeenNetwork[],
  after: readonly SeenNetwork[],
): readonly { readonly from: SeenNetwork; readonly to: LocalNetwork }[] {
  return after.flatMap(({ network: to }) => {
    const from = before.find(({ network }) => isSamePlace(network, to));
    if (from === undefined || from.isDoubted) return [];
    return isFurther(from.network.gateway, to.gateway) ? [{ from, to }] : [];
  });
}

/** `choice`: what was said of this network. */
export function standingOf(
  { network, since }: Pick<SeenNetwork, 'network' | 'since'>,
  choice: NetworkChoice | undefined,
  now: number,
): NetworkStanding {
  if (network.kind === 'virtual' && network.gateway === null) return 'own';
  const mac = toldGateway(network)?.mac ?? null;
  if (mac === null && now - since < settleMs) return 'settling';
  if (choice === undefined) return 'asked';
  return choice.isServed ? 'served' : 'not_served';
}

/** Whether the system says by what a network is known, and whether strangers are there. */
export function isToldOf({ gateway, isMarkedPublic }: LocalNetwork): boolean {
  return gateway !== 'unknown' && isMarkedPublic !== null;
}

/**
 * Starting a server for the first time says where it is meant to be: here, unless strangers are here, or may be for all that the
 * system tells, or it is a tunnel, or whoever is here came over this computer itself.
 */
export function isMeantByStart(network: LocalNetwork): boolean {
  const isOwnShare = network.kind === 'shared' && network.gateway === null;
  return isToldOf(network) && network.kind !== 'tunnel' && !isOwnShare && !isPublicNetwork(network);
}

export function choiceFor(network: LocalNetwork, isServed: boolean, now: number): NetworkChoice {
  return {
    networkId: networkIdOf(network),
    interfaceName: network.interfaceName,
    subnet: subnetOf(network),
    isPublic: isPublicNetwork(network),
    isServed,
    chosenAt: now,
  };
}

/** With this choice in place of an earlier one for the same network; of too many, the oldest go. */
export function withChoice(choices: readonly NetworkChoice[], choice: NetworkChoice): readonly NetworkChoice[] {
  const others = choices.filter(({ networkId }) => networkId !== choice.networkId);
  return [choice, ...others.toSorted((a, b) => b.chosenAt - a.chosenAt)].slice(0, maxChoices);
}

function isSamePlace(a: LocalNetwork, b: LocalNetwork): boolean {
  return a.interfaceName === b.interfaceName && a.address === b.address && a.prefix === b.prefix;
}

function isGatewayKept({ gateway }: LocalNetwork, { network, isDoubted }: SeenNetwork): boolean {
  if (isDoubted) return false;
  if (gateway === 'unknown') return true;
  return gateway?.mac === null && gateway.address === toldGateway(network)?.address;
}

function isFurther(from: LocalNetwork['gateway'], to: LocalNetwork['gateway']): boolean {
  if (to === null || to === 'unknown' || to.mac === null) return false;
  return from === 'unknown' || (from?.mac === null && from.address === to.address);
}

/** A network of which the system does not tell is known by no more than one that leads nowhere else. */
function toldGateway({ gateway }: LocalNetwork): NetworkGateway | null {
  return gateway === 'unknown' ? null : gateway;
}
