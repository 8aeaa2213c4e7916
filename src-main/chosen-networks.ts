import { networkInterfaces } from 'node:os';
import type { Clock } from '#shared/clock.ts';
import { isLoopbackIp } from '#shared/discovery/ip-address.ts';
import {
  choiceFor,
  isMeantByStart,
  isPublicNetwork,
  isToldOf,
  knownFurther,
  networkIdOf,
  standingOf,
  subnetOf,
  type LocalNetwork,
  type NetworkChoice,
  type NetworkStanding,
  type SeenNetwork,
} from '#shared/discovery/local-network.ts';
import { hasAddress, isFromOpenNetwork, type RuledNetwork } from '#shared/discovery/remote-network.ts';
import type { NetworkView } from '#shared/ipc/network-view.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import type { Logger } from '#shared/logger.ts';
import type { ReadInterfaces } from './discovery/network-interfaces.ts';
import { watchNetworks } from './discovery/network-watch.ts';
import type { SystemSurroundings } from './discovery/surroundings.ts';
import type { NetworkAccess } from './network-access.ts';
import { openNetworkChoices } from './network-choices.ts';
import { isEveryAddress } from './served-hosts.ts';
import { watchForSleep } from './sleep-watch.ts';

/** The networks of a server that somebody sits at: that person is asked about each, once. */
export interface ChosenNetworks extends NetworkAccess {
  /** What the person says of a network; false where none is known by this. */
  choose(networkId: string, isServed: boolean): boolean;
}

export interface ChosenNetworksOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the choices are kept. */
  readonly folder: string;
  /** What it listens on: addresses that were named are meant, and there is nothing to ask. */
  readonly hosts: readonly string[];
  readonly surroundings: SystemSurroundings;
  readonly readInterfaces?: ReadInterfaces;
}

/** Resolves once it knows which networks there are: where this is the first start, it was meant for these. */
export async function openChosenNetworks(options: ChosenNetworksOptions): Promise<ChosenNetworks> {
  const { clock, log, folder, hosts, surroundings, readInterfaces = networkInterfaces } = options;
  const choices = openNetworkChoices(folder, log);
  const isEverywhere = hosts.some(isEveryAddress);
  const listeners = createListenerSet<void>();
  /** What was chosen since this server started, by the monotonic clock. */
  const chosenAt = new Map<string, number>();
  /** The networks of the first start of which it cannot be said yet whether it means them. */
  let undecided: ReadonlySet<string> = new Set();
  const watch = await watchNetworks({ clock, readInterfaces, surroundings }, onLook);
  const stopSleep = watchForSleep({ clock, log }, watch.wake);

  function keep(made: readonly NetworkChoice[]): void {
    for (const { networkId } of made) chosenAt.set(networkId, clock.monotonic());
    choices.keep(made);
  }
  function standing(one: SeenNetwork): NetworkStanding {
    if (hosts.includes(one.network.address)) return 'served';
    return standingOf(one, choices.of(networkIdOf(one.network)), clock.monotonic());
  }
  function view(): readonly NetworkView[] {
    const listenedOn = watch.seen().filter(({ network }) => isEverywhere || hosts.includes(network.address));
    const here = listenedOn.flatMap((one) => presentView(one, standing(one)));
    if (!isEverywhere) return here;
    const isAway = ({ networkId }: NetworkChoice) => !here.some((one) => one.networkId === networkId);
    return [...here, ...choices.all().filter(isAway).map(absentView)];
  }
  function ruled(): readonly RuledNetwork[] {
    return watch.seen().map((one) => ({ network: one.network, isOpen: isOpenAt(standing(one)) }));
  }
  function isServed(localAddress: string): boolean {
    if (isLoopbackIp(localAddress) || hosts.includes(localAddress)) return true;
    return ruled().some(({ network, isOpen }) => isOpen && hasAddress(network, localAddress));
  }
  /** What may change who is let on, of networks too new to be shown as well. */
  function summary(): string {
    const open = ruled().map(({ network, isOpen }) => [network.address, network.prefix, network.moreRanges, isOpen]);
    return JSON.stringify([view(), open]);
  }
  /** The first start means those it means as soon as the system tells of them, while they stay and nobody was quicker. */
  function decideStart(started: ReadonlySet<string>): NetworkChoice[] {
    const here = watch.seen().flatMap(({ network }) => (started.has(networkIdOf(network)) ? [network] : []));
    undecided = new Set(here.filter((network) => !isToldOf(network)).map(networkIdOf));
    const isOpen = (network: LocalNetwork) => isMeantByStart(network) && choices.of(networkIdOf(network)) === undefined;
    return here.filter(isOpen).map((network) => choiceFor(network, true, clock.now()));
  }
  /** What was said of a network holds for it when more becomes known of it, while it stays. */
  function onLook(before: readonly SeenNetwork[]): void {
    // After a sleep the computer may be elsewhere.
    const started = new Set(before.some(({ isDoubted }) => isDoubted) ? [] : undecided);
    for (const { from, to } of knownFurther(before, watch.seen())) {
      if (undecided.has(networkIdOf(from.network))) started.add(networkIdOf(to));
      const made = choices.of(networkIdOf(from.network));
      const saidAt = chosenAt.get(networkIdOf(from.network));
      const isSaidOfThis = saidAt !== undefined && saidAt >= from.since;
      if (made !== undefined && isSaidOfThis && choices.of(networkIdOf(to)) === undefined)
        keep([choiceFor(to, made.isServed, clock.now())]);
    }
    const meant = decideStart(started);
    if (meant.length > 0) keep(meant);
    tellChange();
  }
  function tellChange(): void {
    const next = summary();
    if (next === told) return;
    told = next;
    listeners.call();
  }

  // Kept also where it is nothing: no later start is the first.
  if (choices.isNew && isEverywhere)
    keep(decideStart(new Set(watch.seen().map(({ network }) => networkIdOf(network)))));
  let told = summary();
  return {
    isServed,
    letsOn: (localAddress, remoteAddress) =>
      isServed(localAddress) && isFromOpenNetwork(ruled(), { localAddress, remoteAddress }),
    view,
    onChange: listeners.add,
    choose: (networkId, isServed) => {
      const here = watch.seen().find(({ network }) => networkIdOf(network) === networkId);
      const known = choices.of(networkId);
      if (here !== undefined) keep([choiceFor(here.network, isServed, clock.now())]);
      else if (known !== undefined) keep([{ ...known, isServed }]);
      else return false;
      tellChange();
      return true;
    },
    close: () => {
      stopSleep();
      watch.close();
    },
  };
}

function isOpenAt(standing: NetworkStanding): boolean {
  return standing === 'own' || standing === 'served';
}

/** Nothing is to be decided about what lies inside this computer, nor yet about what has just come. */
function presentView({ network }: SeenNetwork, standing: NetworkStanding): NetworkView[] {
  if (standing === 'own' || standing === 'settling') return [];
  const { interfaceName, address } = network;
  const isPublic = isPublicNetwork(network);
  return [{ networkId: networkIdOf(network), interfaceName, subnet: subnetOf(network), address, isPublic, standing }];
}

function absentView({ networkId, interfaceName, subnet, isPublic, isServed }: NetworkChoice): NetworkView {
  const standing = isServed ? 'served' : 'not_served';
  return { networkId, interfaceName, subnet, address: null, isPublic, standing };
}
