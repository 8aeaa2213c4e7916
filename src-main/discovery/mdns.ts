import os from 'node:os';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import type { Discovery } from './discovery.ts';
import { createMdnsAdvertiser } from './mdns-advertiser.ts';
import { createMdnsBrowser } from './mdns-browser.ts';
import { openMdnsLink, type OpenMdnsLink } from './mdns-link.ts';
import { createMdnsNetworks } from './mdns-networks.ts';
import { readMdnsPacket } from './mdns-packet.ts';
import type { OutgoingPacket } from './mdns-records.ts';
import type { NetworkInterface, ReadInterfaces } from './network-interfaces.ts';

export interface MdnsDiscoveryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The system's interfaces; a test passes its own, a filter leaves networks out (T11). */
  readonly readInterfaces?: ReadInterfaces;
  readonly openLink?: OpenMdnsLink;
}

const closeTimeoutMs = 1_000;

/** Discovery by DNS-SD over multicast DNS (RFC 6762, RFC 6763), on every IPv4 network of this machine and on loopback. */
export function createMdnsDiscovery(options: MdnsDiscoveryOptions): Discovery {
  const { clock, random, log, readInterfaces = os.networkInterfaces, openLink = openMdnsLink } = options;
  const within = createTimeLimit(clock);
  const parts = {
    clock,
    random,
    networks: () => networks.current(),
    send: (network: NetworkInterface, packet: OutgoingPacket) => networks.send(network, packet),
  };
  const advertiser = createMdnsAdvertiser(parts);
  const browser = createMdnsBrowser(parts);

  const networks = createMdnsNetworks(
    { clock, log, readInterfaces, openLink },
    {
      onPacket: (network, decoded, sender) => {
        const packet = readMdnsPacket(decoded, sender);
        browser.hear(packet, network);
        advertiser.answer(network, packet.questions);
        advertiser.contradict(
          network,
          packet.goodbyes.map((goodbye) => goodbye.instance),
        );
      },
      onRefused: browser.refuse,
      onOpened: (network, isNew) => {
        advertiser.onOpened(network, isNew);
        browser.onOpened(network, isNew);
      },
      onGone: (network) => {
        advertiser.onGone(network);
        browser.onGone(network);
      },
    },
  );

  return {
    advertise: (advertisement) => {
      const stop = advertiser.advertise(advertisement);
      return () => within(closeTimeoutMs, stop());
    },
    browse: (browseOptions = {}) => browser.browse(browseOptions),
    status: networks.status,
    onStatus: networks.onStatus,
    refresh: networks.refresh,
    close: async () => {
      browser.close();
      await within(closeTimeoutMs, advertiser.close());
      await within(closeTimeoutMs, networks.close());
    },
  };
}

/** Waits for the work, but no longer than the limit: a socket that hangs must not keep the program from ending. */
function createTimeLimit(clock: Clock): (limitMs: number, work: Promise<void>) => Promise<void> {
  return async (limitMs, work) => {
    let cancelTimer = () => {};
    const limit = new Promise<void>((resolve) => {
      cancelTimer = clock.after(limitMs, resolve);
    });
    await Promise.race([work, limit]);
    cancelTimer();
  };
}
