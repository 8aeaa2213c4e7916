import { networkInterfaces } from 'node:os';
import type { Address } from '#shared/discovery/address.ts';
import type { Advertisement, Discovery, StopAdvertising } from './discovery/discovery.ts';
import { usableInterfaces } from './discovery/network-interfaces.ts';
import type { NetworkAccess } from './network-access.ts';
import type { ChatListener } from './transport/chat-listener.ts';

/** What a server listens on: every address of its machine, or those that were named. */
export type Hosts = readonly string[];

export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Where a server is reached, loopback only where there is nothing else: others cannot reach it. */
export function reachableAddresses(
  hosts: Hosts,
  { port, missingHosts }: Pick<ChatListener, 'port' | 'missingHosts'>,
  { isServed }: Pick<NetworkAccess, 'isServed'>,
): Address[] {
  const named = hosts.filter((host) => !isEveryAddress(host) && !missingHosts.includes(host));
  if (named.length === hosts.length - missingHosts.length) return named.map((host) => ({ host, port }));
  const interfaces = usableInterfaces(networkInterfaces).filter(({ address }) => isServed(address));
  const reachable = interfaces.filter(({ kind }) => kind !== 'loopback');
  const found = (reachable.length === 0 ? interfaces : reachable).map(({ address }) => address);
  return [...new Set([...named, ...found])].map((host) => ({ host, port }));
}

export interface ServedAdvertising {
  readonly discovery: Pick<Discovery, 'advertise'>;
  readonly record: Omit<Advertisement, 'hosts'>;
  readonly hosts: Hosts;
  readonly networks: Pick<NetworkAccess, 'isServed' | 'onChange'>;
}

/** Announces a server on the networks that it is there for, and takes it back from those it no longer is (T11). */
export function advertiseServed({ discovery, record, hosts, networks }: ServedAdvertising): StopAdvertising {
  const advertise = (served: Hosts) => discovery.advertise({ ...record, hosts: served });
  let served = servedHosts(hosts, networks);
  let stop = advertise(served);
  const leave = networks.onChange(() => {
    const next = servedHosts(hosts, networks);
    if (next.join() === served.join()) return;
    const stopBefore = stop;
    served = next;
    stop = advertise(served);
    void stopBefore();
  });
  return () => {
    leave();
    return stop();
  };
}

function servedHosts(hosts: Hosts, { isServed }: Pick<NetworkAccess, 'isServed'>): Hosts {
  if (!hosts.some(isEveryAddress)) return hosts.filter(isServed);
  return usableInterfaces(networkInterfaces).flatMap(({ address }) => (isServed(address) ? [address] : []));
}
