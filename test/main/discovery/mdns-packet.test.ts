import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMdnsPacket } from '#main/discovery/mdns-packet.ts';
import {
  announcementPacket,
  goodbyePacket,
  instanceName,
  serviceName,
  type OutgoingRecord,
} from '#main/discovery/mdns-records.ts';
import { advertisement } from '#test/support/advertisement.ts';
import { hostileTexts, serverRecords } from '#test/support/arbitrary-discovery.ts';
import { decodedPacket } from '#test/support/fake-mdns-wire.ts';

const seed = 7_420;
const server = advertisement(1);
const instance = instanceName(server).toLowerCase();
const address = '192.168.1.5';
const announced = announcementPacket(server, address).answers ?? [];

function read(answers: readonly OutgoingRecord[], source = address) {
  return readMdnsPacket(decodedPacket({ type: 'response', answers }), { address: source, port: 5353 });
}

/** The announcement with other A records, or none. */
function withAddresses(...hosts: readonly string[]): OutgoingRecord[] {
  const record = announced.filter(({ type }) => type === 'A');
  return [
    ...announced.filter(({ type }) => type !== 'A'),
    ...hosts.flatMap((host) => record.map((each) => ({ ...each, data: host }))),
  ];
}

function hostsIn(answers: readonly OutgoingRecord[], source = address): string[] {
  return read(answers, source).sightings.flatMap((sighting) => sighting.addresses.map(({ host }) => host));
}

describe('an mDNS packet', () => {
  it(`says what was announced (seed ${seed})`, () => {
    fc.assert(
      fc.property(serverRecords, fc.integer({ min: 1, max: 65_535 }), (record, port) => {
        const packet = decodedPacket(announcementPacket({ ...record, port }, address));
        const { sightings } = readMdnsPacket(packet, { address, port: 5353 });
        expect(sightings).toEqual([
          {
            record,
            addresses: [{ host: address, port }],
            source: address,
            instance: instanceName(record).toLowerCase(),
          },
        ]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it(`names instances in labels of 63 bytes without dots (seed ${seed})`, () => {
    fc.assert(
      fc.property(serverRecords, (record) => {
        const label = instanceName(record).slice(0, -`.${serviceName}`.length);
        expect(label).not.toContain('.');
        expect(label).toContain(record.serverId.slice(0, 8));
        expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('takes an instance back by a goodbye', () => {
    const packet = decodedPacket(goodbyePacket(server, address));
    expect(readMdnsPacket(packet, { address, port: 5353 })).toEqual({
      questions: [],
      sightings: [],
      goodbyes: [{ source: address, instance }],
      unresolved: [],
    });
  });

  it('names an instance without its place, which is then asked for', () => {
    expect(read(announced.filter(({ type }) => type === 'PTR')).unresolved).toEqual([instance]);
    expect(read(announced.filter(({ type }) => type !== 'SRV')).unresolved).toEqual([instance]);
  });

  it('counts in any case of its names', () => {
    const shouted = announced.map((record) => ({ ...record, name: record.name.toUpperCase() }));
    expect(read(shouted).sightings).toHaveLength(1);
  });

  it('[T4] leads only to addresses that stay on this network', () => {
    expect(hostsIn(withAddresses('10.1.2.3', '192.168.1.5'))).toEqual(['10.1.2.3', '192.168.1.5']);
    expect(hostsIn(withAddresses('8.8.8.8', '127.0.0.1', '224.0.0.251', '0.0.0.0', 'no address'))).toEqual([address]);
    expect(hostsIn(withAddresses('127.0.0.1'), '127.0.0.1')).toEqual(['127.0.0.1']);
    expect(hostsIn(withAddresses('203.0.113.7'), '203.0.113.7')).toEqual(['203.0.113.7']);
  });

  it("leads to its sender when it names no address, as loopback's may", () => {
    expect(hostsIn(withAddresses(), '127.0.0.1')).toEqual(['127.0.0.1']);
  });

  it('from another port than 5353 answers nothing, but may ask', () => {
    const answer = decodedPacket({ type: 'response', answers: announced });
    expect(readMdnsPacket(answer, { address, port: 40_000 }).sightings).toEqual([]);
    const question = decodedPacket({ type: 'query', questions: [{ name: serviceName, type: 'PTR' }] });
    expect(readMdnsPacket(question, { address, port: 40_000 }).questions).toHaveLength(1);
  });

  it('[T4] with a broken TXT record, port or server id is passed over', () => {
    const broken = (type: string, data: OutgoingRecord['data']) =>
      announced.map((record) => (record.type === type ? { ...record, data } : record));
    expect(read(broken('TXT', ['id=short', 'n=x', 'v=1'])).sightings).toEqual([]);
    expect(read(broken('TXT', ['__proto__=x', '=', 'id'])).sightings).toEqual([]);
    expect(read(broken('SRV', { port: 0, target: 'x' })).sightings).toEqual([]);
  });

  it('reads the first of two equal TXT keys, in any case', () => {
    const txt = [`ID=${server.serverId}`, 'n=First', 'N=Second', 'v=1'];
    const twice = announced.map((record) => (record.type === 'TXT' ? { ...record, data: txt } : record));
    expect(read(twice).sightings[0]?.record.name).toBe('First');
  });

  it('[T4] is read in part when it is enormous', () => {
    const many = Array.from(
      { length: 500 },
      (_, number) => announcementPacket(advertisement(number), address).answers ?? [],
    );
    expect(read(many.flat()).sightings).toHaveLength(8);
  });

  it(`[T4] of any shape is nothing worse than nothing (seed ${seed})`, () => {
    const name = fc.oneof(fc.constantFrom(serviceName, instance, `x.${serviceName}`), hostileTexts(80));
    const bytes = fc.uint8Array({ maxLength: 60 });
    const data = fc.oneof(fc.anything(), name, fc.array(bytes), fc.record({ port: fc.anything(), target: name }));
    const type = fc.constantFrom('PTR', 'SRV', 'TXT', 'A', 'AAAA', 'OPT', 'UNKNOWN_9');
    const record = fc.oneof(fc.anything(), fc.record({ name, type, ttl: fc.oneof(fc.nat(), fc.anything()), data }));
    const packet = fc.record({
      type: fc.constantFrom('query', 'response', undefined),
      questions: fc.array(fc.oneof(fc.record({ name, type }), fc.anything())),
      answers: fc.array(record),
      additionals: fc.array(record),
    });
    fc.assert(
      fc.property(fc.oneof(packet, fc.anything()), (decoded) => {
        const { sightings, goodbyes, unresolved } = readMdnsPacket(decoded, { address, port: 5353 });
        expect(sightings.length + goodbyes.length + unresolved.length).toBeLessThanOrEqual(8);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
