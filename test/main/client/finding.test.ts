import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import { createDeviceSeedFiles } from '#main/client/device-seeds.ts';
import { parseJoinTarget } from '#main/client/join-target.ts';
import { createKnownRecord } from '#main/client/known-record.ts';
import { browseNearby } from '#main/client/nearby.ts';
import type { Discovery } from '#main/discovery/discovery.ts';
import type { ProfileStore } from '#main/storage/profile-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createMemoryLan } from '#test/support/memory-discovery.ts';
import { nameOf, sampleBytes, serverIdOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

const serverId = serverIdOf(1);

describe('what a person gives to join by', () => {
  it.each([
    [serverId, { type: 'server', serverId, addresses: [], token: null, isMeant: false, linksTo: null }],
    [` ${serverId}\n`, { type: 'server', serverId, addresses: [], token: null, isMeant: false, linksTo: null }],
    [
      `hallway://join?s=${serverId}`,
      { type: 'server', serverId, addresses: [], token: null, isMeant: true, linksTo: null },
    ],
    [
      `HALLWAY://join/?s=${serverId}&h=10.0.0.1:7420,[fe80::1]:9`,
      {
        type: 'server',
        serverId,
        addresses: ['10.0.0.1:7420', '[fe80::1]:9'],
        token: null,
        isMeant: true,
        linksTo: null,
      },
    ],
    [
      `hallway://join?s=${serverId}&t=${sampleBytes(16)}&x=4102444800`,
      { type: 'server', serverId, addresses: [], token: sampleBytes(16), isMeant: true, linksTo: null },
    ],
    ['10.0.0.1', { type: 'address', address: { host: '10.0.0.1', port: 7420 } }],
    ['office.local:80', { type: 'address', address: { host: 'office.local', port: 80 } }],
    ['::1', { type: 'address', address: { host: '::1', port: 7420 } }],
  ])('[T6] %j is read', (typed, target) => {
    expect(parseJoinTarget(typed)).toEqual({ ok: true, value: target });
  });

  it.each([
    '',
    ' ',
    'two words',
    '10.0.0.256',
    'host:0',
    'hallway://join',
    'hallway://leave?s=x',
    `hallway://join?s=${serverId}&h=,`,
  ])('%j is refused with what is wrong', (typed) => {
    expect(parseJoinTarget(typed)).toEqual({
      ok: false,
      error: { type: 'target_invalid', problem: expect.stringMatching(/^(address|join_line)_/) as string },
    });
  });
});

describe('servers nearby', () => {
  it('are those heard just now, each with what is fresh about it', () => {
    const clock = createFakeClock();
    const lan = createMemoryLan(clock);
    const heard: (readonly string[])[] = [];
    const nearby = browseNearby({
      clock,
      discovery: lan.join('10.0.0.9').discovery,
      isKnown: (id) => id === serverId,
      onChange: (fresh) => heard.push(fresh),
    });
    const record = { serverId, name: nameOf('Office'), versions: [1], port: 7420 };
    const stop = lan.join('10.0.0.1').discovery.advertise(record);
    clock.advance(500);
    expect(heard).toEqual([[serverId]]);
    const shown = { serverId, name: 'Office', addresses: ['10.0.0.1:7420'], isKnown: true, networks: [] };
    expect(nearby.view().servers).toMatchObject([shown]);
    expect(nearby.told(serverId)).toEqual([{ host: '10.0.0.1', port: 7420, source: '10.0.0.1' }]);
    lan.join('10.0.0.2').discovery.advertise(record);
    clock.advance(500);
    expect(heard.slice(1)).toEqual([[serverId]]);
    void stop();
    clock.advance(500);
    expect(heard.slice(2)).toEqual([[]]);
    nearby.close();
    lan.join('10.0.0.3').discovery.advertise(record);
    clock.advance(500);
    expect(heard).toHaveLength(3);
  });

  it('are named with when they were heard last, by the wall clock, and told again as that moves on', () => {
    const clock = createFakeClock();
    const lan = createMemoryLan(clock);
    const ages: number[] = [];
    const nearby = browseNearby({
      clock,
      discovery: lan.join('10.0.0.9').discovery,
      isKnown: () => false,
      onChange: () => ages.push(clock.now() - (nearby.view().servers[0]?.lastSeenAt ?? 0)),
    });
    lan.join('10.0.0.1').discovery.advertise({ serverId, name: nameOf('Office'), versions: [1], port: 7420 });
    clock.advance(200_000);
    expect(ages.length).toBeGreaterThan(3);
    expect(Math.max(...ages)).toBeLessThan(1_000);
    nearby.close();
  });

  it.each([
    [['eth0', 'wlan0'], ['wlan0']],
    [['eth0'], []],
  ])('are named with the network they were heard on where this computer has %j', (names, networks) => {
    const interfaces = [...names, 'lo'].map((name) => ({ name, address: name === 'lo' ? '127.0.0.1' : '10.0.0.1' }));
    const server = { serverId, name: 'Office', addresses: [], networks: ['lo', 'wlan0'], lastSeenAt: 0 };
    const discovery = {
      browse: () => ({ servers: () => [server], onChange: () => () => undefined, close: () => undefined }),
      status: () => ({ type: 'working', interfaces: interfaces.map((each) => ({ ...each, state: each })) }),
      onStatus: () => () => undefined,
    } as unknown as Discovery;
    const nearby = browseNearby({
      clock: createFakeClock(),
      discovery,
      isKnown: () => false,
      onChange: () => undefined,
    });
    expect(nearby.view().servers[0]?.networks).toEqual(networks);
  });

  it('are none where discovery is off', () => {
    const nearby = browseNearby({
      clock: createFakeClock(),
      discovery: null,
      isKnown: () => false,
      onChange: () => undefined,
    });
    expect(nearby.view()).toEqual({ servers: [], status: { type: 'off', problem: null } });
    expect(nearby.heard(serverId)).toBeUndefined();
    nearby.close();
  });

  it('[T4] that cannot be heard are so with the reason', () => {
    const failed = { type: 'failed', reason: { type: 'port_taken' } } as const;
    const status = { type: 'failed', interfaces: [{ name: 'eth0', address: '10.0.0.1', state: failed }] } as const;
    const discovery = {
      browse: () => ({ servers: () => [], onChange: () => () => undefined, close: () => undefined }),
      status: () => status,
      onStatus: () => () => undefined,
    } as unknown as Discovery;
    const clock = createFakeClock();
    const nearby = browseNearby({ clock, discovery, isKnown: () => false, onChange: () => undefined });
    expect(nearby.view().status).toEqual({ type: 'failed', problem: 'port_taken' });
  });
});

describe('what is known of a server', () => {
  function setupKnown(fail = false) {
    const writes: unknown[] = [];
    const write =
      (verb: string) =>
      async (...args: unknown[]) => {
        if (fail) throw new Error('disk full');
        writes.push([verb, ...args]);
      };
    const profile = {
      putServer: write('put'),
      addressWorked: write('worked'),
      addAddresses: write('add'),
    } as unknown as ProfileStore;
    const server = {
      serverId,
      name: 'Office',
      displayName: 'Ann',
      isJoined: true,
      isVerified: false,
      token: null,
      addresses: ['a:1', 'b:2'],
    };
    return { writes, known: createKnownRecord({ profile, log: silentLogger }, server) };
  }

  it('is the same in memory at once, and on disk soon', async () => {
    const { writes, known } = setupKnown();
    known.change({ name: 'Lab' });
    known.addressWorked('b:2');
    known.addAddresses(['a:1', 'c:3']);
    expect(known.server).toMatchObject({ name: 'Lab', addresses: ['b:2', 'a:1', 'c:3'] });
    await known.saved();
    expect(writes).toEqual([
      ['put', expect.objectContaining({ name: 'Lab' })],
      ['worked', serverId, 'b:2'],
      ['add', serverId, ['c:3']],
    ]);
  });

  it('is not written where nothing changed', async () => {
    const { writes, known } = setupKnown();
    known.change({ name: 'Office', isJoined: true });
    known.addressWorked('a:1');
    known.addAddresses(['b:2']);
    await known.saved();
    expect(writes).toEqual([]);
  });

  it('goes on in memory where it cannot be written', async () => {
    const { known } = setupKnown(true);
    known.change({ isJoined: false });
    await known.saved();
    known.addressWorked('z:9');
    await known.saved();
    expect(known.server).toMatchObject({ isJoined: false, addresses: ['z:9', 'a:1', 'b:2'] });
  });
});

describe('the keys of this device', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function setupSeeds() {
    const parent = mkdtempSync(join(tmpdir(), 'hallway-seeds-'));
    folders.push(parent);
    const folder = join(parent, 'keys');
    return { folder, seeds: createDeviceSeedFiles(folder, { random: createSeededRandom('seeds'), seal: null }) };
  }

  it('[T3, P18] are one a server, and the same each time', () => {
    const { seeds } = setupSeeds();
    const [first, second] = [seeds.open(serverId), seeds.open(serverIdOf(2))];
    expect(first).toMatchObject({ ok: true });
    expect(first).not.toEqual(second);
    expect(seeds.open(serverId)).toEqual(first);
  });

  it.skipIf(process.platform === 'win32')('[T5] lie in files that only the user can read', () => {
    const { folder, seeds } = setupSeeds();
    seeds.open(serverId);
    expect(statSync(join(folder, `${serverId}.key`)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('are gone when they are forgotten, and another is made then', () => {
    const { folder, seeds } = setupSeeds();
    const first = seeds.open(serverId);
    seeds.forget(serverId);
    seeds.forget(serverIdOf(3));
    expect(existsSync(join(folder, `${serverId}.key`))).toBe(false);
    expect(seeds.open(serverId)).not.toEqual(first);
  });

  it('that are damaged are an error and are left as they are', () => {
    const { folder, seeds } = setupSeeds();
    seeds.open(serverId);
    writeFileSync(join(folder, `${serverId}.key`), 'gibberish', { mode: 0o600 });
    expect(seeds.open(serverId)).toMatchObject({ ok: false, error: { type: 'key_file_damaged' } });
  });

  it('that cannot have a folder are an error', () => {
    const { folder, seeds } = setupSeeds();
    writeFileSync(folder, 'a file in the way');
    expect(seeds.open(serverId)).toMatchObject({ ok: false });
  });
});
