import type { Clock } from '#shared/clock.ts';
import { discoveryLimits } from '#shared/discovery/discovery-limits.ts';
import type { Random } from '#shared/random.ts';
import type { Advertisement, StopAdvertising } from './discovery.ts';
import type { MdnsQuestion } from './mdns-packet.ts';
import { announcementPacket, goodbyePacket, instanceName, isAskedFor, type OutgoingPacket } from './mdns-records.ts';
import type { NetworkInterface } from './network-interfaces.ts';
import { createRepeat, type Repeat } from './repeat.ts';
import { createThrottle, type Throttle } from '#shared/throttle.ts';

/** The announcing half: says what is here in time for nobody to forget it, and answers at most once a second a network. */
export interface MdnsAdvertiser {
  advertise(advertisement: Advertisement): StopAdvertising;
  answer(network: NetworkInterface, questions: readonly MdnsQuestion[]): void;
  /** Says again what somebody took back in our name. */
  contradict(network: NetworkInterface, instances: readonly string[]): void;
  onOpened(network: NetworkInterface, isNew: boolean): void;
  onGone(network: NetworkInterface): void;
  close(): Promise<void>;
}

export interface MdnsAdvertiserOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly networks: () => readonly NetworkInterface[];
  readonly send: (network: NetworkInterface, packet: OutgoingPacket) => Promise<void>;
}

const { announceIntervalMs } = discoveryLimits;
const answerIntervalMs = 1_000;

interface Announced {
  readonly advertisement: Advertisement;
  readonly repeat: Repeat;
}

export function createMdnsAdvertiser(options: MdnsAdvertiserOptions): MdnsAdvertiser {
  const { clock, random, networks, send } = options;
  const announced = new Set<Announced>();
  const throttles = new Map<NetworkInterface, Throttle>();

  const announce = (advertisement: Advertisement, network: NetworkInterface) => {
    if (isMeantFor(advertisement, network)) void send(network, announcementPacket(advertisement, network.address));
  };
  const announceAll = (network: NetworkInterface) => {
    for (const { advertisement } of announced) announce(advertisement, network);
  };
  const reply = (network: NetworkInterface) => {
    const known = throttles.get(network);
    const throttle = known ?? createThrottle(clock, answerIntervalMs, () => announceAll(network));
    throttles.set(network, throttle);
    throttle.ask();
  };
  const stop = async (each: Announced) => {
    each.repeat.stop();
    if (!announced.delete(each)) return;
    const { advertisement } = each;
    const others = [...announced].filter((other) => isSameInstance(other, each));
    const isStillThere = (network: NetworkInterface) =>
      others.some((other) => isMeantFor(other.advertisement, network));
    const reached = networks().filter((network) => isMeantFor(advertisement, network) && !isStillThere(network));
    await Promise.all(reached.map((network) => send(network, goodbyePacket(advertisement, network.address))));
  };

  return {
    advertise: (advertisement) => {
      const repeat = createRepeat({ clock, random, intervalMs: announceIntervalMs }, () => {
        for (const network of networks()) announce(advertisement, network);
      });
      const each: Announced = { advertisement, repeat };
      announced.add(each);
      repeat.restart();
      return () => stop(each);
    },
    answer: (network, questions) => {
      const isAsked = ({ advertisement }: Announced) => questions.some(({ name }) => isAskedFor(name, advertisement));
      if ([...announced].some(isAsked)) reply(network);
    },
    contradict: (network, instances) => {
      const isOurs = ({ advertisement }: Announced) => instances.includes(instanceName(advertisement).toLowerCase());
      if ([...announced].some(isOurs)) reply(network);
    },
    onOpened: (network, isNew) => {
      if (isNew) for (const { repeat } of announced) repeat.restart();
      else announceAll(network);
    },
    onGone: (network) => {
      throttles.get(network)?.cancel();
      throttles.delete(network);
    },
    close: async () => {
      await Promise.all([...announced].map(stop));
      for (const throttle of throttles.values()) throttle.cancel();
    },
  };
}

function isMeantFor({ hosts }: Advertisement, { address }: NetworkInterface): boolean {
  return hosts === undefined || hosts.includes(address);
}

function isSameInstance(a: Announced, b: Announced): boolean {
  return instanceName(a.advertisement) === instanceName(b.advertisement);
}
