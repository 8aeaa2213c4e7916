import type { Clock } from '#shared/clock.ts';
import { isInSubnet } from '#shared/discovery/ip-address.ts';
import type { Logger } from '#shared/logger.ts';
import type { DiscoveryStatus } from './discovery.ts';
import { overallState } from './interface-health.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import type { OpenMdnsLink, Sender } from './mdns-link.ts';
import type { OutgoingPacket } from './mdns-records.ts';
import { createMonitoredLink, type MonitoredLink } from './monitored-link.ts';
import { watchNetworkInterfaces, type NetworkInterface, type ReadInterfaces } from './network-interfaces.ts';

/** One socket a network, opened and closed as networks come and go (R3). */
export interface MdnsNetworks {
  current(): readonly NetworkInterface[];
  /** Resolves when the system has the packet or has refused it, at once when the network is gone. */
  send(network: NetworkInterface, packet: OutgoingPacket): Promise<void>;
  status(): DiscoveryStatus;
  onStatus(listener: (status: DiscoveryStatus) => void): () => void;
  refresh(): void;
  close(): Promise<void>;
}

export interface MdnsNetworksListener {
  readonly onPacket: (network: NetworkInterface, decoded: unknown, sender: Sender) => void;
  /** A datagram was dropped before it was decoded. */
  readonly onRefused: () => void;
  /** A socket is there that knows nothing yet; `isNew` tells a new network from one that is tried again. */
  readonly onOpened: (network: NetworkInterface, isNew: boolean) => void;
  readonly onGone: (network: NetworkInterface) => void;
}

export interface MdnsNetworksOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly readInterfaces: ReadInterfaces;
  readonly openLink: OpenMdnsLink;
}

/** By what becomes of the best of them. */
const sentences: Readonly<Record<Exclude<DiscoveryStatus['type'], 'starting'>, string>> = {
  working: 'Discovery works.',
  not_heard: 'Discovery does not work: what is sent does not come back. A firewall may keep it.',
  failed: 'Discovery does not work: the system refuses its socket.',
  no_network: 'Discovery waits: there is no network.',
};

export function createMdnsNetworks(options: MdnsNetworksOptions, listener: MdnsNetworksListener): MdnsNetworks {
  const { clock, log, readInterfaces: read } = options;
  const links = new Map<string, MonitoredLink>();
  const statusListeners = createListenerSet<DiscoveryStatus>();
  const status = () => statusOf([...links.values()]);
  let told = '';
  let logged = '';

  /** What an operator would see to; that it begins, and anew, goes by itself. */
  const tellLog = () => {
    const { type } = status();
    if (type === 'starting' || type === logged) return;
    logged = type;
    const tell = type === 'working' ? log.info : log.warn;
    tell(sentences[type], { networks: links.size });
  };
  const tellStatus = () => {
    const text = JSON.stringify(status());
    if (text === told) return;
    told = text;
    tellLog();
    statusListeners.call(status());
  };
  const openNetwork = (network: NetworkInterface) => {
    const link = createMonitoredLink(options, network, {
      onPacket: (decoded, sender) => {
        const networks = [...links.values()].map((each) => each.network);
        if (isHeardOn(network, sender.address, networks)) listener.onPacket(network, decoded, sender);
      },
      onRefused: listener.onRefused,
      onHealth: tellStatus,
      onReopened: () => listener.onOpened(network, false),
    });
    links.set(keyOf(network), link);
    listener.onOpened(network, true);
  };
  const closeNetwork = (link: MonitoredLink) => {
    links.delete(keyOf(link.network));
    void link.close();
    listener.onGone(link.network);
  };
  const look = (networks: readonly NetworkInterface[]) => {
    const keys = new Set(networks.map(keyOf));
    // Opened first: what was heard on a network stays when only the interface to it is another one.
    for (const network of networks) if (!links.has(keyOf(network))) openNetwork(network);
    for (const [key, link] of links) if (!keys.has(key)) closeNetwork(link);
    for (const link of links.values()) link.look();
    tellStatus();
  };

  const watch = watchNetworkInterfaces({ clock, read }, look);
  look(watch.current());
  return {
    current: () => [...links.values()].map((link) => link.network),
    send: async (network, packet) => links.get(keyOf(network))?.send(packet),
    status,
    onStatus: statusListeners.add,
    refresh: () => {
      for (const link of links.values()) link.reopen();
    },
    close: async () => {
      watch.stop();
      await Promise.all([...links.values()].map((link) => link.close()));
    },
  };
}

/** An interface that was taken out and put back is another one, even with the same address: it has no memberships. */
function keyOf({ name, address, netmask, mac }: NetworkInterface): string {
  return [name, address, netmask, mac].join(' ');
}

/**
 * On Linux every socket hears the multicast of every network that any socket of the machine has joined: what was sent from
 * another known network is that one's to hear. Senders outside all of them (a wrong netmask, two subnets on one cable) count.
 */
function isHeardOn(network: NetworkInterface, sender: string, networks: readonly NetworkInterface[]): boolean {
  const isSentFrom = ({ address, netmask }: NetworkInterface) => isInSubnet(sender, { member: address, netmask });
  return isSentFrom(network) || !networks.some(isSentFrom);
}

function statusOf(links: readonly MonitoredLink[]): DiscoveryStatus {
  const interfaces = links.map((link) => ({ network: link.network, state: link.state() }));
  return {
    type: overallState(interfaces),
    interfaces: interfaces.map(({ network: { name, address }, state }) => ({ name, address, state })),
  };
}
