import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { discoveryLimits as limits } from '#shared/discovery/discovery-limits.ts';
import { heardServers, isSameList } from '#shared/discovery/heard-server.ts';
import {
  addSighting,
  emptyServerTable,
  expireSightings,
  nextExpiryAt,
  removeSighting,
  removeSources,
  type ServerTable,
  type Sighting,
} from '#shared/discovery/server-table.ts';
import { serverIdSchema, type ServerId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import { present } from '#shared/assert.ts';
import { toBase32 } from '#shared/encoding.ts';

const seed = 7_420;

function serverId(number: number): ServerId {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, number);
  return v.parse(serverIdSchema, toBase32(bytes));
}

function sighting(
  number: number,
  changes: { source?: string; host?: string; port?: number; name?: string } = {},
): Sighting {
  const { source = '10.0.0.1', host = source, port = 7_420, name = `Server ${number}` } = changes;
  const parsed = parseName(name);
  const record = {
    serverId: serverId(number),
    name: present(parsed.ok ? parsed.value : null, 'a name'),
    versions: [1],
  };
  return { record, addresses: [{ host, port }], source, instance: `i${number}` };
}

/** A table that hears sightings one after the other and keeps count of what it refused. */
function setupTable(knownNumbers: readonly number[] = []) {
  const known = new Set(knownNumbers.map(serverId));
  let table: ServerTable = emptyServerTable;
  const refused: (string | null)[] = [];
  return {
    hear: (heard: Sighting, now = 0, network = 'eth0') => {
      const change = addSighting(table, heard, { now, network, isKnown: (id) => known.has(id) });
      table = change.table;
      refused.push(change.refused);
      return change.refused;
    },
    apply: (change: (table: ServerTable) => ServerTable) => {
      table = change(table);
    },
    table: () => table,
    has: (number: number) => table.has(serverId(number)),
    entry: (number: number) => present(table.get(serverId(number)), 'an entry'),
    refused,
  };
}

/** Every sender its own address, as a liar on the same network can have it. */
function sourceOf(number: number): string {
  return `10.1.${number >> 8}.${number & 255}`;
}

describe('the table of servers', () => {
  it('[T4] a flood of 2,000 made-up servers leaves 64 in the table', () => {
    const { hear, table, refused } = setupTable();
    for (let number = 0; number < 2_000; number += 1) hear(sighting(number, { source: sourceOf(number) }));
    expect(table().size).toBe(64);
    expect(refused.filter((reason) => reason === 'table_full')).toHaveLength(2_000 - 64);
  });

  it('[T4] one sender has a part in 8 servers', () => {
    const { hear, table, refused } = setupTable();
    for (let number = 0; number < 100; number += 1) hear(sighting(number));
    expect(table().size).toBe(8);
    expect(refused.at(-1)).toBe('source_full');
  });

  it("[T4] one sender's part in the servers of others counts as well", () => {
    const { hear, entry } = setupTable();
    for (let number = 0; number < 12; number += 1) hear(sighting(number, { source: sourceOf(number) }));
    for (let number = 0; number < 12; number += 1) hear(sighting(number, { source: '10.0.0.66' }));
    expect(entry(7).addresses).toHaveLength(2);
    expect(entry(8).addresses).toHaveLength(1);
  });

  it('[T4] a flood pushes out nothing that is still announced', () => {
    const { hear, has } = setupTable();
    hear(sighting(1, { source: '10.0.0.5' }));
    for (let number = 100; number < 2_100; number += 1) hear(sighting(number, { source: sourceOf(number) }), 1);
    hear(sighting(1, { source: '10.0.0.5' }), limits.lifetimeMs - 1);
    for (let number = 100; number < 2_100; number += 1) {
      hear(sighting(number, { source: sourceOf(number) }), limits.lifetimeMs + 1);
    }
    expect(has(1)).toBe(true);
  });

  it('[T4] a known server finds room in a full table, an unknown one does not', () => {
    const { hear, has, table } = setupTable([7]);
    for (let number = 100; number < 164; number += 1) hear(sighting(number, { source: sourceOf(number) }), number);
    expect(hear(sighting(8, { source: '10.0.0.8' }), 200)).toBe('table_full');
    expect(hear(sighting(7, { source: '10.0.0.7' }), 200)).toBeNull();
    expect([has(7), has(8), has(100), has(101), table().size]).toEqual([true, false, false, true, 64]);
  });

  it('[T4] a known server finds room beside made-up ones under its own address', () => {
    const { hear, has, table } = setupTable([7]);
    for (let number = 100; number < 108; number += 1) hear(sighting(number, { source: '10.0.0.7' }), number);
    expect(hear(sighting(7, { source: '10.0.0.7' }), 200)).toBeNull();
    expect([has(7), has(100), table().size]).toEqual([true, false, 8]);
  });

  it('[T4] a table full of known servers keeps them', () => {
    const { hear, has } = setupTable(Array.from({ length: 65 }, (_, number) => number));
    for (let number = 0; number < 65; number += 1) hear(sighting(number, { source: sourceOf(number) }));
    expect([has(0), has(63), has(64)]).toEqual([true, true, false]);
  });

  it('[T4] a second sender adds an address, but changes neither name nor versions', () => {
    const { hear, entry } = setupTable();
    hear(sighting(1, { source: '10.0.0.5', name: 'Acme' }));
    hear(sighting(1, { source: '10.0.0.66', name: 'Evil' }));
    expect(entry(1).name).toBe('Acme');
    expect(entry(1).addresses.map(({ host }) => host)).toEqual(['10.0.0.66', '10.0.0.5']);
  });

  it('the first sender may change the name', () => {
    const { hear, entry } = setupTable();
    hear(sighting(1, { name: 'Acme' }));
    hear(sighting(1, { name: 'Acme Inc.' }));
    expect(entry(1).name).toBe('Acme Inc.');
  });

  it('another sender speaks for a server whose first one fell silent', () => {
    const { hear, entry } = setupTable();
    hear(sighting(1, { source: '10.0.0.5', name: 'Acme' }), 0);
    hear(sighting(1, { source: '10.0.0.6', name: 'Acme 2' }), 100);
    hear(sighting(1, { source: '10.0.0.6', name: 'Acme 2' }), limits.lifetimeMs);
    expect(entry(1)).toMatchObject({ name: 'Acme 2', source: '10.0.0.6' });
  });

  it('[T4] a server has at most 8 addresses, 4 of them from one sender', () => {
    const { hear, entry } = setupTable();
    for (let port = 1; port <= 20; port += 1) hear(sighting(1, { source: '10.0.0.5', port }));
    expect(entry(1).addresses.map(({ port }) => port)).toEqual([20, 19, 18, 17]);
    for (let port = 1; port <= 20; port += 1) hear(sighting(1, { source: '10.0.0.6', port }));
    expect(entry(1).addresses).toHaveLength(8);
  });

  it('[T4] an honest sender finds room for one address beside two liars', () => {
    const { hear, entry } = setupTable();
    for (const source of ['10.0.0.66', '10.0.0.67'])
      for (let port = 1; port <= 4; port += 1) hear(sighting(1, { source, port }));
    expect(hear(sighting(1, { source: '10.0.0.5' }))).toBeNull();
    expect(entry(1).addresses[0]).toMatchObject({ host: '10.0.0.5', source: '10.0.0.5' });
    expect(entry(1).addresses).toHaveLength(8);
  });

  it('[T4] eight senders with an address each keep it', () => {
    const { hear, entry } = setupTable();
    for (let number = 0; number < 8; number += 1) hear(sighting(1, { source: sourceOf(number) }));
    expect(hear(sighting(1, { source: '10.0.0.5' }))).toBe('server_full');
    expect(entry(1).addresses.some(({ host }) => host === '10.0.0.5')).toBe(false);
  });

  it('a goodbye takes back what its sender said, and nothing else', () => {
    const { hear, apply, entry, has } = setupTable();
    hear(sighting(1, { source: '10.0.0.5' }));
    hear(sighting(1, { source: '10.0.0.6' }));
    apply((table) => removeSighting(table, { source: '10.0.0.5', instance: 'i1' }));
    expect(entry(1).addresses.map(({ host }) => host)).toEqual(['10.0.0.6']);
    apply((table) => removeSighting(table, { source: '10.0.0.6', instance: 'i1' }));
    expect(has(1)).toBe(false);
  });

  it("[T4] a stranger's goodbye takes nothing back, even for an address it repeated", () => {
    const { hear, apply, entry } = setupTable();
    hear(sighting(1, { source: '10.0.0.66', host: '10.0.0.5' }));
    hear(sighting(1, { source: '10.0.0.5' }));
    apply((table) => removeSighting(table, { source: '10.0.0.66', instance: 'i1' }));
    expect(entry(1).addresses).toMatchObject([{ host: '10.0.0.5', source: '10.0.0.5' }]);
  });

  it('a server is forgotten a lifetime after it was last heard', () => {
    const { hear, apply, has, table } = setupTable();
    hear(sighting(1), 0);
    hear(sighting(1), 1_000);
    expect(nextExpiryAt(table())).toBe(1_000 + limits.lifetimeMs);
    apply((each) => expireSightings(each, 1_000 + limits.lifetimeMs - 1));
    expect(has(1)).toBe(true);
    apply((each) => expireSightings(each, 1_000 + limits.lifetimeMs));
    expect(has(1)).toBe(false);
    expect(nextExpiryAt(table())).toBeNull();
  });

  it('what is out of reach is forgotten at once', () => {
    const { hear, apply, has } = setupTable();
    hear(sighting(1, { source: '10.0.0.5' }));
    hear(sighting(2, { source: '192.168.0.5' }));
    apply((table) => removeSources(table, (source) => source.startsWith('10.')));
    expect([has(1), has(2)]).toEqual([false, true]);
  });

  it('is the same value when nothing changes', () => {
    const { hear, table } = setupTable();
    hear(sighting(1));
    expect(expireSightings(table(), 1)).toBe(table());
    expect(removeSighting(table(), { source: '10.0.0.1', instance: 'other' })).toBe(table());
  });

  it(`[T4] keeps every limit through any history, and known servers through it all (seed ${seed})`, () => {
    const step = fc.record({
      number: fc.integer({ min: 0, max: 100 }),
      source: fc.integer({ min: 0, max: 12 }).map(sourceOf),
      port: fc.integer({ min: 1, max: 6 }),
      gapMs: fc.integer({ min: 0, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 250 }), (steps) => {
        const { hear, table, has } = setupTable([0]);
        let now = 0;
        for (const { number, source, port, gapMs } of steps) {
          now += gapMs;
          hear(sighting(number, { source, port }), now);
          hear(sighting(0, { source: '10.9.9.9' }), now);
          expectWithinLimits(table());
          expect(has(0)).toBe(true);
        }
      }),
      { seed, numRuns: 40 },
    );
  });
});

describe('the list of servers as it is shown', () => {
  it('names the networks it was heard on, and looks another one when it was not heard for long', () => {
    const { hear, table } = setupTable();
    hear(sighting(1, { source: sourceOf(1) }), 0);
    hear(sighting(1, { source: sourceOf(2), host: '10.1.0.2' }), 1, 'wlan0');
    const before = heardServers(table());
    expect(before).toMatchObject([{ networks: ['wlan0', 'eth0'], lastSeenAt: 1 }]);
    hear(sighting(1, { source: sourceOf(2), host: '10.1.0.2' }), 10_000, 'wlan0');
    expect(isSameList(heardServers(table()), before)).toBe(true);
    hear(sighting(1, { source: sourceOf(2), host: '10.1.0.2' }), 40_000, 'wlan0');
    expect(isSameList(heardServers(table()), before)).toBe(false);
  });

  it('names each place once, and differs only in what can be seen', () => {
    const { hear, table } = setupTable();
    hear(sighting(1, { source: '10.0.0.5' }));
    const before = heardServers(table());
    hear(sighting(1, { source: '10.0.0.66', host: '10.0.0.5' }), 5);
    expect(isSameList(heardServers(table()), before)).toBe(true);
    expect(before).toMatchObject([
      { serverId: serverId(1), name: 'Server 1', versions: [1], addresses: [{ host: '10.0.0.5', port: 7_420 }] },
    ]);
    hear(sighting(1, { source: '10.0.0.5', port: 7_421 }), 6);
    expect(isSameList(heardServers(table()), before)).toBe(false);
  });
});

function expectWithinLimits(table: ServerTable): void {
  const parts = new Map<string, number>();
  for (const { addresses, source } of table.values()) {
    const sources = new Set(addresses.map((address) => address.source));
    for (const each of sources) parts.set(each, (parts.get(each) ?? 0) + 1);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.length).toBeLessThanOrEqual(limits.maxAddressesPerServer);
    expect(sources.has(source)).toBe(true);
  }
  expect(table.size).toBeLessThanOrEqual(limits.maxServers);
  expect(Math.max(0, ...parts.values())).toBeLessThanOrEqual(limits.maxServersPerSource);
}
