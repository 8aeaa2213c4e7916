import { networkInterfaces } from 'node:os';
import type { Clock } from '#shared/clock.ts';
import { isPublicNetwork, networkIdOf, subnetOf } from '#shared/discovery/local-network.ts';
import { isServedBy, type NetworkPolicy } from '#shared/discovery/network-policy.ts';
import { isFromOpenNetwork, type RuledNetwork } from '#shared/discovery/remote-network.ts';
import type { NetworkView } from '#shared/ipc/network-view.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { localNetworks } from './discovery/local-networks.ts';
import { watchNetworkInterfaces, type ReadInterfaces } from './discovery/network-interfaces.ts';
import type { NetworkAccess } from './network-access.ts';
import { isEveryAddress } from './served-hosts.ts';

export interface FixedNetworksOptions {
  readonly clock: Clock;
  readonly policy: NetworkPolicy;
  /** What it listens on: an address that was named is meant, whatever the policy says of others. */
  readonly hosts: readonly string[];
  readonly readInterfaces?: ReadInterfaces;
}

/** The networks of a server that nobody sits at: decided by what it was started with. */
export function createFixedNetworks(options: FixedNetworksOptions): NetworkAccess {
  const { clock, policy, hosts, readInterfaces = networkInterfaces } = options;
  const listeners = createListenerSet<void>();
  const isServed = (localAddress: string): boolean => hosts.includes(localAddress) || isServedBy(policy, localAddress);
  const isListenedOn = (address: string): boolean => hosts.some((host) => host === address || isEveryAddress(host));
  const view = (): readonly NetworkView[] =>
    localNetworks(readInterfaces).map((network) => ({
      networkId: networkIdOf(network),
      interfaceName: network.interfaceName,
      subnet: subnetOf(network),
      address: network.address,
      isPublic: isPublicNetwork(network),
      standing: isListenedOn(network.address) && isServed(network.address) ? 'served' : 'not_served',
    }));
  const ruled = (): readonly RuledNetwork[] =>
    localNetworks(readInterfaces).map((network) => ({ network, isOpen: isServed(network.address) }));
  let networks = ruled();
  let told = JSON.stringify(view());
  const watch = watchNetworkInterfaces({ clock, read: readInterfaces }, () => {
    networks = ruled();
    const next = JSON.stringify(view());
    if (next === told) return;
    told = next;
    listeners.call();
  });
  return {
    isServed,
    letsOn: (localAddress, remoteAddress) =>
      isServed(localAddress) && isFromOpenNetwork(networks, { localAddress, remoteAddress }),
    view,
    onChange: listeners.add,
    close: watch.stop,
  };
}
