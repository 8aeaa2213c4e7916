import type { Clock } from '#shared/clock.ts';
import { discoveryLimits } from '#shared/discovery/discovery-limits.ts';
import { isInSubnet } from '#shared/discovery/ip-address.ts';
import type { Random } from '#shared/random.ts';
import type { Browse, BrowseOptions } from './discovery.ts';
import type { MdnsPacket } from './mdns-packet.ts';
import { browsePacket, resolvePacket, type OutgoingPacket } from './mdns-records.ts';
import type { NetworkInterface } from './network-interfaces.ts';
import { createRepeat } from './repeat.ts';
import { createServerList, type ServerList } from './server-list.ts';
import { createThrottle } from '#shared/throttle.ts';

/** The listening half: asks a few times, then only when a server has not been heard for longer than it should. */
export interface MdnsBrowser {
  browse(options: BrowseOptions): Browse;
  hear(packet: MdnsPacket, network: NetworkInterface): void;
  /** A datagram was not even decoded. */
  refuse(): void;
  onOpened(network: NetworkInterface, isNew: boolean): void;
  onGone(network: NetworkInterface): void;
  close(): void;
}

export interface MdnsBrowserOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly networks: () => readonly NetworkInterface[];
  readonly send: (network: NetworkInterface, packet: OutgoingPacket) => Promise<void>;
}

const { queryIntervalMs } = discoveryLimits;
const resolveIntervalMs = 1_000;
const maxUnresolved = 4;
/** Rounds that always ask, some 15 seconds: servers nobody has heard yet are looked for. */
const eagerRounds = 5;

export function createMdnsBrowser({ clock, random, networks, send }: MdnsBrowserOptions): MdnsBrowser {
  const lists = new Set<ServerList>();
  const unresolved = new Set<string>();

  const sendEverywhere = (packet: OutgoingPacket) => {
    for (const network of networks()) void send(network, packet);
  };
  const isAllHeardLately = () => {
    const oldest = [...lists].map((list) => list.oldestSeenAt());
    return oldest.every((seenAt) => seenAt !== null && clock.monotonic() - seenAt < queryIntervalMs);
  };
  const queries = createRepeat({ clock, random, intervalMs: queryIntervalMs }, (round) => {
    if (round < eagerRounds || !isAllHeardLately()) sendEverywhere(browsePacket());
  });
  const resolve = createThrottle(clock, resolveIntervalMs, () => {
    sendEverywhere(resolvePacket([...unresolved]));
    unresolved.clear();
  });
  const leave = (list: ServerList) => {
    lists.delete(list);
    if (lists.size === 0) queries.stop();
  };

  return {
    browse: (options) => {
      const list = createServerList({ ...options, clock }, () => leave(list));
      lists.add(list);
      queries.restart();
      return list.browse;
    },
    hear: ({ sightings, goodbyes, unresolved: named }, network) => {
      for (const list of lists) {
        for (const goodbye of goodbyes) list.forget(goodbye);
        for (const sighting of sightings) list.see(sighting, network.name);
      }
      if (lists.size === 0 || named.length === 0) return;
      for (const instance of named) if (unresolved.size < maxUnresolved) unresolved.add(instance);
      resolve.ask();
    },
    refuse: () => {
      for (const list of lists) list.refuse();
    },
    onOpened: (network, isNew) => {
      if (lists.size === 0) return;
      if (isNew) queries.restart();
      else void send(network, browsePacket());
    },
    onGone: (gone) => {
      const isSentFrom = (source: string, { address, netmask }: NetworkInterface) =>
        isInSubnet(source, { member: address, netmask });
      const isGone = (source: string) =>
        isSentFrom(source, gone) && !networks().some((network) => isSentFrom(source, network));
      for (const list of lists) list.forgetSources(isGone);
    },
    close: () => {
      queries.stop();
      resolve.cancel();
      for (const list of lists) list.browse.close();
    },
  };
}
