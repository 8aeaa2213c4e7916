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
  const mac = () => watch.seen()[0]?.network.gateway?.mac;

  clock.advance(1_000);
  watch.wake();
  present(readers[0], 'the read before the sleep')(home);
  await turn();
  expect(readers).toHaveLength(2);
  present(readers[1], 'the read after the sleep')(surroundingsWith(null));
  await turn();
  expect(mac()).toBeNull();
  watch.close();
});
