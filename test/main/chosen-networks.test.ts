import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { silentLogger } from '#shared/logger.ts';
import { openChosenNetworks } from '#main/chosen-networks.ts';
import type { ReadInterfaces } from '#main/discovery/network-interfaces.ts';
import { interfaceInfo, loopbackInfo } from '#test/support/interface-infos.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

type Interfaces = ReturnType<ReadInterfaces>;

const office: Interfaces = { lo: [loopbackInfo], wlan0: [interfaceInfo()] };
const [officeAddress, publicAddress, hotelAddress] = ['192.168.1.5', '203.0.113.7', '10.20.0.5'];
const withPublic: Interfaces = { ...office, eth0: [interfaceInfo({ address: publicAddress })] };
const hotel: Interfaces = { lo: [loopbackInfo], wlan0: [interfaceInfo({ address: hotelAddress })] };
const everywhere = ['0.0.0.0', '::'];
const turn = () => new Promise(setImmediate);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-networks-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Surrounds {
  readonly hosts?: readonly string[];
  /** Of the gateway of the Wi-Fi. */
  readonly mac?: string | null;
  readonly told?: Partial<Told>;
}

/** What the system tells of where the computer is. */
interface Told {
  readonly isGateway: boolean;
  /** Null where it does not tell. */
  readonly publicInterfaces: readonly string[] | null;
}

function gatewayOf(address: string, mac: string | null) {
  return { address, mac, interfaceName: 'wlan0', interfaceAddress: null };
}

/** A computer that is carried about. */
async function setup(first: Interfaces, surrounds: Surrounds = {}) {
  const { hosts = everywhere, mac = 'aa:bb:cc:00:00:01' } = surrounds;
  const clock = createFakeClock();
  let [interfaces, gatewayMac] = [first, mac];
  let told: Told = { isGateway: true, publicInterfaces: [], ...surrounds.told };
  let changes = 0;
  const networks = await openChosenNetworks({
    clock,
    log: silentLogger,
    folder,
    hosts,
    readInterfaces: () => interfaces,
    surroundings: {
      intervalMs: 1_000,
      read: async () => ({
        gateways: told.isGateway ? ['192.168.1.1', '10.20.0.1'].map((address) => gatewayOf(address, gatewayMac)) : null,
        publicInterfaces: told.publicInterfaces,
      }),
    },
  });
  networks.onChange(() => (changes += 1));
  return {
    networks,
    clock,
    changes: () => changes,
    /** Before anything has been looked at again. */
    set: (to: Interfaces) => {
      interfaces = to;
    },
    tell: (changes: Partial<Told>) => {
      told = { ...told, ...changes };
    },
    /** Until everything has been looked at again, and what needs to settle has. */
    move: async (to: Interfaces, toMac = gatewayMac) => {
      [interfaces, gatewayMac] = [to, toMac];
      for (let second = 0; second < 6; second += 1) {
        clock.advance(1_000);
        await turn();
      }
    },
  };
}

describe('[T11] a server that somebody sits at', () => {
  it('is there for the network on which it is first started, and not for a public one', async () => {
    const { networks } = await setup(withPublic);
    expect(networks.isServed(officeAddress)).toBe(true);
    expect(networks.isServed(publicAddress)).toBe(false);
    expect(networks.view()).toMatchObject([
      { interfaceName: 'wlan0', subnet: '192.168.1.0/24', address: officeAddress, isPublic: false, standing: 'served' },
      { interfaceName: 'eth0', subnet: '203.0.113.0/24', address: publicAddress, isPublic: true, standing: 'asked' },
    ]);
    networks.close();
  });

  it('is there for the computer itself, and for no address that is not known', async () => {
    const { networks } = await setup(office);
    expect(['127.0.0.1', '127.0.0.9', '::1'].map(networks.isServed)).toEqual([true, true, true]);
    expect(['192.168.1.6', '2001:db8::5', ''].map(networks.isServed)).toEqual([false, false, false]);
    networks.close();
  });

  it('asks about a network it comes to later, and is not there for it meanwhile', async () => {
    const { networks, move, changes } = await setup(office);
    await move(hotel);
    expect(networks.isServed(hotelAddress)).toBe(false);
    const [asked] = networks.view();
    expect(asked).toMatchObject({ subnet: '10.20.0.0/24', standing: 'asked' });
    expect(changes()).toBeGreaterThan(0);
    expect(networks.choose(present(asked, 'a network').networkId, true)).toBe(true);
    expect(networks.isServed(hotelAddress)).toBe(true);
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(true);
    expect(networks.view()).toMatchObject([
      { subnet: '192.168.1.0/24', address: officeAddress, standing: 'served' },
      { subnet: '10.20.0.0/24', address: null, standing: 'served' },
    ]);
    networks.close();
  });

  it('takes a network with the same addresses behind another gateway for another one', async () => {
    const { networks, move } = await setup(office);
    await move(office, 'aa:bb:cc:00:00:99');
    expect(networks.isServed(officeAddress)).toBe(false);
    expect(networks.view()).toMatchObject([{ standing: 'asked' }, { standing: 'served', address: null }]);
    await move(office, 'aa:bb:cc:00:00:01');
    expect(networks.isServed(officeAddress)).toBe(true);
    networks.close();
  });

  it('lets nobody on from a network that it is not there for, at whichever address they reach it', async () => {
    const { networks, move, changes } = await setup(office);
    expect(networks.letsOn(officeAddress, '192.168.1.77')).toBe(true);
    await move({ ...office, eth0: [interfaceInfo({ address: hotelAddress })] });
    expect(networks.letsOn(officeAddress, '192.168.1.77')).toBe(true);
    expect(networks.letsOn(officeAddress, '10.20.0.77')).toBe(false);
    const asked = present(networks.view()[1], 'a network');
    const before = changes();
    networks.choose(asked.networkId, true);
    expect(changes()).toBe(before + 1);
    expect(networks.letsOn(officeAddress, '10.20.0.77')).toBe(true);
    networks.close();
  });

  it('tells at once of a network that is too new to be asked about, whose people may have come in before', async () => {
    const { networks, clock, set, changes } = await setup(office);
    set({ ...office, eth0: [interfaceInfo({ address: hotelAddress })] });
    clock.advance(1_000);
    expect(networks.view()).toHaveLength(1);
    expect(changes()).toBe(1);
    expect(networks.letsOn(officeAddress, '10.20.0.77')).toBe(false);
    networks.close();
  });

  it('asks about a switch of its computer that others may be on, at the first start as later', async () => {
    const bridge = { bridge100: [interfaceInfo({ address: '192.168.2.1' })] };
    const { networks, move } = await setup({ ...office, ...bridge });
    await move({ ...office, ...bridge });
    expect(networks.isServed('192.168.2.1')).toBe(false);
    expect(networks.view()).toMatchObject([{ standing: 'served' }, { interfaceName: 'bridge100', standing: 'asked' }]);
    networks.close();
  });

  it('remembers what was said, and no start after the first says anything', async () => {
    const first = await setup(office);
    first.networks.choose(present(first.networks.view()[0], 'a network').networkId, false);
    first.networks.close();
    expect(first.clock.pendingTimers()).toBe(0);
    const second = await setup(office);
    expect(second.networks.isServed(officeAddress)).toBe(false);
    expect(second.networks.view()).toMatchObject([{ standing: 'not_served' }]);
    second.networks.close();
    const third = await setup(hotel);
    expect(third.networks.view()).toMatchObject([{ standing: 'asked' }, { standing: 'not_served', address: null }]);
    third.networks.close();
  });

  it('can be told about a network it is not on, and about none that it does not know', async () => {
    const { networks, move } = await setup(office);
    const { networkId } = present(networks.view()[0], 'a network');
    await move(hotel);
    expect(networks.choose(networkId, false)).toBe(true);
    expect(networks.choose('10.99.0.0/16 eth9', true)).toBe(false);
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(false);
    networks.close();
  });

  it('keeps to what was said when the gateway becomes known, or is forgotten', async () => {
    const { networks, move } = await setup(office, { mac: null });
    expect(networks.isServed(officeAddress)).toBe(true);
    await move(office, 'aa:bb:cc:00:00:01');
    expect(networks.isServed(officeAddress)).toBe(true);
    await move(office, null);
    expect(networks.isServed(officeAddress)).toBe(true);
    networks.close();
  });

  it('cuts nobody off for a gateway that was unplugged', async () => {
    const { networks, move } = await setup(office);
    for (let passedMs = 0; passedMs < 120_000; passedMs += 6_000) await move(office, null);
    expect(networks.isServed(officeAddress)).toBe(true);
    networks.close();
  });

  it('cuts nobody off, and tells of no change, while the tables of its system cannot be read', async () => {
    const { networks, move, changes, tell } = await setup(office);
    tell({ isGateway: false });
    for (let passedMs = 0; passedMs < 120_000; passedMs += 6_000) await move(office);
    expect(networks.letsOn(officeAddress, '192.168.1.77')).toBe(true);
    expect(changes()).toBe(0);
    networks.close();
  });

  it('does not take a network that it comes to, or wakes up on, for the one before because the tables cannot be read', async () => {
    const { networks, clock, move, tell } = await setup(office);
    tell({ isGateway: false });
    clock.setNow(clock.now() + 3_600_000);
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(false);
    tell({ isGateway: true });
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(true);
    tell({ isGateway: false });
    await move({});
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(false);
    networks.close();
  });

  it('asks again where it wakes up behind a gateway that is silent, and not where that is the one it knows', async () => {
    const { networks, clock, move, changes } = await setup(office);
    const sleep = () => clock.setNow(clock.now() + 3_600_000);
    sleep();
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(true);
    expect(changes()).toBe(0);
    sleep();
    await move(office, null);
    expect(networks.isServed(officeAddress)).toBe(false);
    expect(networks.view()).toMatchObject([{ standing: 'asked' }, { standing: 'served', address: null }]);
    networks.close();
  });

  it('does not take what was once said of a network without a known gateway for its word on this one', async () => {
    const first = await setup(office, { mac: null });
    first.networks.close();
    const { networks, move } = await setup(office, { mac: null });
    await move(office, 'aa:bb:cc:00:00:99');
    expect(networks.isServed(officeAddress)).toBe(false);
    expect(networks.view()).toMatchObject([{ standing: 'asked' }, { standing: 'served', address: null }]);
    networks.close();
  });

  it('that listens on named addresses is there for these, and nobody is asked', async () => {
    const { networks } = await setup(withPublic, { hosts: [publicAddress] });
    expect(networks.isServed(publicAddress)).toBe(true);
    expect(networks.view()).toMatchObject([{ address: publicAddress, standing: 'served' }]);
    networks.close();
  });
});

describe('[T11] a first start where the system does not tell whether strangers are there', () => {
  const untold = { told: { publicInterfaces: null } };
  const standings = ({ networks }: Awaited<ReturnType<typeof setup>>) =>
    networks.view().map(({ isPublic, standing }) => ({ isPublic, standing }));

  it('says nothing: it is asked, and the answer is kept where it never tells', async () => {
    const first = await setup(office, untold);
    await first.move(office);
    expect(first.networks.isServed(officeAddress)).toBe(false);
    expect(standings(first)).toEqual([{ isPublic: false, standing: 'asked' }]);
    first.networks.choose(present(first.networks.view()[0], 'a network').networkId, true);
    await first.move(office);
    expect(first.networks.letsOn(officeAddress, '192.168.1.77')).toBe(true);
    first.networks.close();
    const second = await setup(office, untold);
    await second.move(office);
    expect(standings(second)).toEqual([{ isPublic: false, standing: 'served' }]);
    second.networks.close();
  });

  it('means it once the system tells that they are not, and is asked still once it tells that they are', async () => {
    const home = await setup(office, { told: { publicInterfaces: null, isGateway: false } });
    home.tell({ isGateway: true });
    await home.move(office);
    expect(home.networks.isServed(officeAddress)).toBe(false);
    home.tell({ publicInterfaces: [] });
    await home.move(office);
    expect(home.networks.isServed(officeAddress)).toBe(true);
    home.networks.close();
    rmSync(join(folder, 'networks.json'));
    const cafe = await setup(office, untold);
    cafe.tell({ publicInterfaces: ['wlan0'] });
    await cafe.move(office);
    expect(standings(cafe)).toEqual([{ isPublic: true, standing: 'asked' }]);
    // What somebody says later of strangers is not what the start said.
    cafe.tell({ publicInterfaces: [] });
    await cafe.move(office);
    expect(standings(cafe)).toEqual([{ isPublic: false, standing: 'asked' }]);
    cafe.networks.close();
  });

  it('goes by who was quicker, and means no network that it came to later', async () => {
    const { networks, move, tell } = await setup(office, untold);
    networks.choose(present(networks.view()[0], 'a network').networkId, false);
    tell({ publicInterfaces: [] });
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(false);
    networks.close();
    rmSync(join(folder, 'networks.json'));
    const carried = await setup(office, untold);
    await carried.move(hotel);
    carried.tell({ publicInterfaces: [] });
    await carried.move(hotel);
    expect(carried.networks.isServed(hotelAddress)).toBe(false);
    carried.networks.close();
  });

  it('says nothing of where the computer is after a sleep', async () => {
    const { networks, clock, move, tell } = await setup(office, { ...untold, mac: null });
    clock.setNow(clock.now() + 3_600_000);
    await move(office);
    tell({ publicInterfaces: [] });
    await move(office);
    expect(networks.isServed(officeAddress)).toBe(false);
    networks.close();
  });
});
