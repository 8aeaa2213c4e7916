import { describe, expect, it } from 'vitest';
import { discoveryLimits } from '#shared/discovery/discovery-limits.ts';
import { silentLogger } from '#shared/logger.ts';
import type { Advertisement } from '#main/discovery/discovery.ts';
import { createMdnsDiscovery } from '#main/discovery/mdns.ts';
import {
  announcementPacket,
  browsePacket,
  goodbyePacket,
  instanceName,
  serviceName,
  type OutgoingPacket,
} from '#main/discovery/mdns-records.ts';
import type { ReadInterfaces } from '#main/discovery/network-interfaces.ts';
import { advertisement } from '#test/support/advertisement.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createFakeMdnsWire, decodedPacket, type FakeMdnsWire } from '#test/support/fake-mdns-wire.ts';
import { interfaceInfo } from '#test/support/interface-infos.ts';

const own = '192.168.1.5';
const other = '192.168.1.6';
const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0.5 };

/** One machine on a fake wire, with an interface that the test can change. */
function setupDiscovery() {
  const clock = createFakeClock();
  const wire = createFakeMdnsWire();
  let interfaces: ReturnType<ReadInterfaces> = { eth0: [interfaceInfo({ address: own })] };
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const log = { ...silentLogger, info: tell, warn: tell };
  const options = { clock, random, log, openLink: wire.openLink };
  const discovery = createMdnsDiscovery({ ...options, readInterfaces: () => interfaces });
  return {
    clock,
    wire,
    discovery,
    lines,
    setAddresses: (...addresses: readonly string[]) => {
      interfaces = Object.fromEntries(addresses.map((address, index) => [`eth${index}`, [interfaceInfo({ address })]]));
    },
    hear: (packet: OutgoingPacket, address = other) => wire.inject(decodedPacket(packet), { address }),
  };
}

function questionsIn({ sent }: FakeMdnsWire): number {
  return sent.filter(({ packet }) => packet.type === 'query').length;
}

function announcementsIn({ sent }: FakeMdnsWire, address = own): number {
  return sent.filter((each) => each.packet.type === 'response' && each.address === address).length;
}

describe('a server on multicast DNS', () => {
  it('announces itself at once, often at first, then every 40 s', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.advertise(advertisement(1));
    expect(announcementsIn(wire)).toBe(1);
    clock.advance(7 * secondMs);
    expect(announcementsIn(wire)).toBe(4);
    clock.advance(60 * minuteMs);
    expect(announcementsIn(wire)).toBeLessThan(4 + 95);
  });

  it('tells each network its own address there, and no other', () => {
    const { clock, wire, discovery, setAddresses } = setupDiscovery();
    setAddresses(own, '10.0.0.5');
    clock.advance(secondMs);
    discovery.advertise(advertisement(1));
    const told = wire.sent.map(({ packet, address }) => [
      address,
      packet.answers?.find(({ type }) => type === 'A')?.data,
    ]);
    expect(told).toEqual([
      [own, own],
      ['10.0.0.5', '10.0.0.5'],
    ]);
  });

  it('[T11] is announced only where it listens', () => {
    const { clock, wire, discovery, setAddresses } = setupDiscovery();
    setAddresses(own, '10.0.0.5');
    clock.advance(secondMs);
    discovery.advertise({ ...advertisement(1), hosts: ['10.0.0.5'] });
    clock.advance(minuteMs);
    expect(announcementsIn(wire)).toBe(0);
    expect(announcementsIn(wire, '10.0.0.5')).toBeGreaterThan(4);
  });

  it('[T11] is taken back from a network that it is no longer for, and stays on the others', async () => {
    const { clock, wire, discovery, setAddresses } = setupDiscovery();
    setAddresses(own, '10.0.0.5');
    clock.advance(secondMs);
    const stop = discovery.advertise({ ...advertisement(1), hosts: [own, '10.0.0.5'] });
    discovery.advertise({ ...advertisement(1), hosts: [own] });
    const before = wire.sent.length;
    const stopped = stop();
    clock.advance(secondMs);
    await stopped;
    const goodbyes = wire.sent.slice(before).filter(({ packet }) => packet.answers?.some(({ ttl }) => ttl === 0));
    expect(goodbyes.map(({ address }) => address)).toEqual(['10.0.0.5']);
  });

  it('[T4] answers a flood of questions once a second, the last of them too', () => {
    const { clock, wire, discovery, hear } = setupDiscovery();
    discovery.advertise(advertisement(1));
    clock.advance(10 * minuteMs);
    const before = announcementsIn(wire);
    for (let count = 0; count < 1_000; count += 1) {
      hear(browsePacket());
      clock.advance(5);
    }
    clock.advance(secondMs);
    expect(announcementsIn(wire) - before).toBeLessThanOrEqual(7);
    expect(announcementsIn(wire) - before).toBeGreaterThanOrEqual(6);
  });

  it('answers on the network the question came from, though every socket hears it', () => {
    const { clock, wire, discovery, setAddresses, hear } = setupDiscovery();
    setAddresses(own, '10.0.0.5');
    clock.advance(secondMs);
    discovery.advertise(advertisement(1));
    clock.advance(10 * secondMs);
    const [before, beforeThere] = [announcementsIn(wire), announcementsIn(wire, '10.0.0.5')];
    hear(browsePacket(), '10.0.0.6');
    expect([announcementsIn(wire) - before, announcementsIn(wire, '10.0.0.5') - beforeThere]).toEqual([0, 1]);
    clock.advance(2 * secondMs);
    hear(browsePacket(), '172.16.0.9');
    expect([announcementsIn(wire) - before, announcementsIn(wire, '10.0.0.5') - beforeThere]).toEqual([1, 2]);
  });

  it('answers no question about anything else', () => {
    const { clock, wire, discovery, hear } = setupDiscovery();
    discovery.advertise(advertisement(1));
    const before = announcementsIn(wire);
    hear({ type: 'query', questions: [{ name: '_ipp._tcp.local', type: 'PTR' }] });
    clock.advance(500);
    expect(announcementsIn(wire)).toBe(before);
  });

  it('answers in any case of the question', () => {
    const { clock, wire, discovery, hear } = setupDiscovery();
    discovery.advertise(advertisement(1));
    clock.advance(10 * secondMs);
    const before = announcementsIn(wire);
    hear({ type: 'query', questions: [{ name: serviceName.toUpperCase(), type: 'PTR' }] });
    expect(announcementsIn(wire)).toBe(before + 1);
  });

  it('[T4] contradicts a goodbye that somebody says in its name', () => {
    const { clock, discovery, hear } = setupDiscovery();
    discovery.advertise(advertisement(1));
    const browse = discovery.browse();
    clock.advance(10 * secondMs);
    hear(goodbyePacket(advertisement(1), own), own);
    clock.advance(secondMs);
    expect(browse.servers()).toHaveLength(1);
  });

  it('that stops takes itself back and is silent from then on', async () => {
    const { clock, wire, discovery } = setupDiscovery();
    const stop = discovery.advertise(advertisement(1));
    await stop();
    expect(wire.sent.at(-1)?.packet.answers?.every(({ ttl }) => ttl === 0)).toBe(true);
    const before = wire.sent.length;
    clock.advance(10 * minuteMs);
    await stop();
    expect(wire.sent.length).toBe(before);
  });

  it('is renamed without disappearing', async () => {
    const { clock, discovery } = setupDiscovery();
    const browse = discovery.browse();
    const seen: number[] = [];
    browse.onChange((servers) => seen.push(servers.length));
    const stop = discovery.advertise(advertisement(1, { name: 'Old' }));
    discovery.advertise(advertisement(1, { name: 'New' }));
    await stop();
    clock.advance(10 * secondMs);
    expect(browse.servers().map(({ name }) => name)).toEqual(['New']);
    expect(seen).not.toContain(0);
  });
});

describe('a client on multicast DNS', () => {
  it('asks often at first, and once a minute while it hears nobody', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.browse();
    clock.advance(7 * secondMs);
    expect(questionsIn(wire)).toBe(4);
    clock.advance(60 * minuteMs);
    expect(questionsIn(wire)).toBeGreaterThan(4 + 55);
    expect(questionsIn(wire)).toBeLessThan(4 + 65);
  });

  it('asks nothing while a server announces itself in time', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.advertise(advertisement(1));
    discovery.browse();
    clock.advance(30 * secondMs);
    const before = questionsIn(wire);
    clock.advance(60 * minuteMs);
    expect(questionsIn(wire)).toBe(before);
  });

  it('asks again for a server that only answers, before it would forget it', () => {
    const { clock, wire, discovery, hear } = setupDiscovery();
    const browse = discovery.browse();
    hear(announcementPacket(advertisement(1), other));
    for (let second = 0; second < 1_800; second += 1) {
      const before = questionsIn(wire);
      clock.advance(secondMs);
      if (questionsIn(wire) > before) hear(announcementPacket(advertisement(1), other));
      expect(browse.servers()).toHaveLength(1);
    }
  });

  it('asks nothing once it has stopped browsing', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.browse().close();
    const before = questionsIn(wire);
    clock.advance(10 * minuteMs);
    expect(questionsIn(wire)).toBe(before);
  });

  it('forgets a server that died without a goodbye after two minutes', () => {
    const { clock, discovery, hear } = setupDiscovery();
    const browse = discovery.browse();
    const seen: number[] = [];
    browse.onChange((servers) => seen.push(servers.length));
    hear(announcementPacket(advertisement(1), other));
    clock.advance(discoveryLimits.lifetimeMs - 1);
    expect(seen).toEqual([1]);
    clock.advance(1 + 100);
    expect(seen).toEqual([1, 0]);
  });

  it('asks where a server is that was only named, at most once a second', () => {
    const { clock, wire, discovery, hear } = setupDiscovery();
    discovery.browse();
    clock.advance(20 * secondMs);
    const before = wire.sent.length;
    for (let number = 0; number < 500; number += 1) {
      const answers =
        announcementPacket(advertisement(number), other).answers?.filter(({ type }) => type === 'PTR') ?? [];
      hear({ type: 'response', answers });
    }
    const asked = wire.sent.slice(before).map(({ packet }) => packet.questions);
    expect(asked).toEqual([
      [
        { name: instanceName(advertisement(0)).toLowerCase(), type: 'SRV' },
        { name: instanceName(advertisement(0)).toLowerCase(), type: 'TXT' },
      ],
    ]);
    clock.advance(secondMs);
    expect(wire.sent.length - before).toBe(2);
    expect(wire.sent.at(-1)?.packet.questions).toHaveLength(8);
  });

  it('[T4] tells of a flood at most every 100 ms, and counts what it refused', () => {
    const { clock, discovery, hear } = setupDiscovery();
    const browse = discovery.browse();
    let changes = 0;
    browse.onChange(() => (changes += 1));
    for (let number = 0; number < 2_000; number += 1) {
      hear(announcementPacket(advertisement(number), other), `192.168.1.${100 + (number % 100)}`);
      clock.advance(1);
    }
    expect(browse.servers()).toHaveLength(64);
    expect(changes).toBeLessThanOrEqual(21);
    expect(browse.refused().table_full).toBeGreaterThan(1_000);
  });

  it('[T4] counts what was not even decoded, from then on', () => {
    const { wire, discovery } = setupDiscovery();
    wire.refuse();
    const browse = discovery.browse();
    for (let count = 0; count < 3; count += 1) wire.refuse();
    expect(browse.refused().not_decoded).toBe(3);
  });

  it('[T4] finds room for a known server in the middle of a flood', () => {
    const { discovery, hear } = setupDiscovery();
    const known = advertisement(9_999);
    const browse = discovery.browse({ isKnown: (serverId) => serverId === known.serverId });
    for (let number = 0; number < 200; number += 1) {
      hear(announcementPacket(advertisement(number), other), `192.168.1.${100 + number}`);
    }
    hear(announcementPacket(known, other));
    expect(browse.servers().map(({ serverId }) => serverId)).toContain(known.serverId);
  });
});

describe('networks that come and go', () => {
  it('are used within a second, with an announcement and a question at once', () => {
    const { clock, wire, discovery, setAddresses } = setupDiscovery();
    discovery.advertise(advertisement(1));
    discovery.browse();
    clock.advance(10 * minuteMs);
    setAddresses(own, '10.0.0.5');
    const before = wire.sent.length;
    clock.advance(secondMs);
    expect(wire.openAddresses()).toEqual([own, '10.0.0.5']);
    const fresh = wire.sent.slice(before).filter(({ address }) => address === '10.0.0.5');
    expect(new Set(fresh.map(({ packet }) => packet.type))).toEqual(new Set(['response', 'query']));
  });

  it('take along what was heard there when they go', () => {
    const { clock, wire, discovery, setAddresses, hear } = setupDiscovery();
    setAddresses(own, '10.0.0.5');
    clock.advance(secondMs);
    const browse = discovery.browse();
    hear(announcementPacket(advertisement(1), other), other);
    hear(announcementPacket(advertisement(2), '10.0.0.6'), '10.0.0.6');
    setAddresses('10.0.0.5');
    clock.advance(secondMs);
    expect(browse.servers().map(({ name }) => name)).toEqual(['Server 2']);
    expect(wire.openAddresses()).toEqual(['10.0.0.5']);
  });

  it('are opened anew when they are told to', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.advertise(advertisement(1));
    clock.advance(10 * minuteMs);
    const before = announcementsIn(wire);
    discovery.refresh();
    expect(wire.openAddresses()).toEqual([own]);
    expect(announcementsIn(wire)).toBe(before + 1);
  });

  it('that are deaf are a status after 1.5 s, and tried again until they hear', () => {
    const { clock, wire, discovery, lines } = setupDiscovery();
    const states: string[] = [];
    discovery.onStatus(({ type }) => states.push(type));
    // That it begins is nothing to tell.
    expect(lines).toEqual([]);
    discovery.browse();
    expect(discovery.status().type).toBe('working');
    wire.block();
    clock.advance(3 * secondMs);
    expect(discovery.status()).toEqual({
      type: 'not_heard',
      interfaces: [{ name: 'eth0', address: own, state: { type: 'not_heard' } }],
    });
    wire.unblock();
    clock.advance(15 * secondMs);
    expect(states).toEqual(['working', 'not_heard', 'working']);
    expect(lines).toEqual([
      'Discovery works.',
      'Discovery does not work: what is sent does not come back. A firewall may keep it.',
      'Discovery works.',
    ]);
  });

  it('that fail are a status with its reason, and tried again every 15 s', () => {
    const { clock, wire, discovery } = setupDiscovery();
    discovery.browse();
    clock.advance(minuteMs);
    wire.block();
    wire.fail(own, { type: 'port_taken' });
    expect(discovery.status()).toMatchObject({
      type: 'failed',
      interfaces: [{ state: { type: 'failed', reason: { type: 'port_taken' } } }],
    });
    const before = questionsIn(wire);
    clock.advance(30 * secondMs);
    expect(questionsIn(wire) - before).toBeGreaterThanOrEqual(2);
    wire.unblock();
    clock.advance(15 * secondMs);
    expect(discovery.status().type).toBe('working');
  });
});

describe('closing', () => {
  function everything(discovery: ReturnType<typeof setupDiscovery>['discovery'], server: Advertisement) {
    discovery.advertise(server);
    discovery.browse().onChange(() => undefined);
  }

  it('says goodbye, closes every socket and leaves no timer behind', async () => {
    const { clock, wire, discovery } = setupDiscovery();
    everything(discovery, advertisement(1));
    clock.advance(minuteMs);
    await discovery.close();
    expect(wire.sent.at(-1)?.packet).toEqual(goodbyePacket(advertisement(1), own));
    expect(wire.openAddresses()).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('waits no longer than a second for a system that takes no packet', async () => {
    const { clock, wire, discovery } = setupDiscovery();
    everything(discovery, advertisement(1));
    wire.hang();
    const closed = discovery.close();
    clock.advance(secondMs);
    await closed;
    expect(wire.openAddresses()).toEqual([]);
  });
});
