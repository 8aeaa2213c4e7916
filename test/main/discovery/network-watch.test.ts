import { expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { watchNetworks } from '#main/discovery/network-watch.ts';
import type { Surroundings } from '#main/discovery/surroundings.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { interfaceInfo } from '#test/support/interface-infos.ts';

const turn = () => new Promise(setImmediate);

function surroundingsWith(mac: string | null): Surroundings {
  const gateway = { address: '192.168.1.1', mac, interfaceName: 'wlan0', interfaceAddress: null };
  return { gateways: [gateway], publicInterfaces: [] };
}

const silent: Surroundings = { gateways: null, publicInterfaces: [] };

it('[T11] what was read of gateways before a sleep, and told after it, is read again', async () => {
  const clock = createFakeClock();
  const home = surroundingsWith('aa:bb:cc:00:00:01');
  const readers: ((read: Surroundings) => void)[] = [];
  let isFirst = true;
  const read = () => {
    if (!isFirst) return new Promise<Surroundings>((resolve) => void readers.push(resolve));
    isFirst = false;
    return Promise.resolve(home);
  };
  const readInterfaces = () => ({ wlan0: [interfaceInfo()] });
  const options = { clock, readInterfaces, surroundings: { intervalMs: 1_000, read } };
  const watch = await watchNetworks(options, () => undefined);
  const gateway = () => watch.seen()[0]?.network.gateway;

  clock.advance(1_000);
  watch.wake();
  present(readers[0], 'the read before the sleep')(home);
  await turn();
  expect(readers).toHaveLength(2);
  present(readers[1], 'the read after the sleep')(surroundingsWith(null));
  await turn();
  expect(gateway()).toMatchObject({ mac: null });
  watch.close();
});

it('[T11] a gateway is taken for the same while the system does not tell, and not for that of a network it comes to meanwhile', async () => {
  const clock = createFakeClock();
  let told = surroundingsWith('aa:bb:cc:00:00:01');
  let interfaces = { wlan0: [interfaceInfo()] };
  const surroundings = { intervalMs: 10_000, read: () => Promise.resolve(told) };
  const watch = await watchNetworks({ clock, readInterfaces: () => interfaces, surroundings }, () => undefined);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      await turn();
    }
  };
  const gateways = () => watch.seen().map(({ network }) => network.gateway);

  told = silent;
  await pass(60);
  expect(gateways()).toMatchObject([{ mac: 'aa:bb:cc:00:00:01' }]);
  interfaces = { wlan0: [] };
  await pass(1);
  interfaces = { wlan0: [interfaceInfo()] };
  await pass(1);
  expect(gateways()).toEqual(['unknown']);
  told = surroundingsWith('aa:bb:cc:00:00:01');
  await pass(10);
  interfaces = { wlan0: [] };
  await pass(1);
  told = silent;
  interfaces = { wlan0: [interfaceInfo()] };
  await pass(1);
  expect(gateways()).toEqual(['unknown']);
  watch.close();
});
