import type { NetworkInterfaceInfoIPv6 } from 'node:os';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import { watchNetwork } from '#main/client/network-watch.ts';
import type { ReadInterfaces } from '#main/discovery/network-interfaces.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { interfaceInfo, loopbackInfo } from '#test/support/interface-infos.ts';

type Interfaces = ReturnType<ReadInterfaces>;

const office = { 'Wi-Fi': [interfaceInfo({ address: '192.168.1.5' })] };
const home = { 'Wi-Fi': [interfaceInfo({ address: '10.0.0.7' })] };
const cable = { eth0: [interfaceInfo({ address: '192.168.1.6', mac: 'aa:bb:cc:00:00:02' })] };
const ipv6 = (address: string): NetworkInterfaceInfoIPv6 => ({
  address,
  family: 'IPv6',
  netmask: 'ffff:ffff:ffff:ffff::',
  mac: 'aa:bb:cc:00:00:03',
  internal: false,
  cidr: null,
  scopeid: 0,
});

function setupWatch(first: Interfaces) {
  const clock = createFakeClock();
  const machine: { found: Interfaces | Error } = { found: first };
  const readInterfaces = (): Interfaces => {
    if (machine.found instanceof Error) throw machine.found;
    return machine.found;
  };
  let changes = 0;
  const stop = watchNetwork({ clock, log: silentLogger, readInterfaces }, () => (changes += 1));
  /** How often it called back in the two seconds after the machine's interfaces became these. */
  const become = (found: Interfaces | Error): number => {
    const before = changes;
    machine.found = found;
    clock.advance(2_000);
    return changes - before;
  };
  return { clock, become, stop };
}

describe('a network watch', () => {
  it.each<[string, Interfaces, Interfaces]>([
    ['a network that appears', {}, office],
    ['a network that goes', office, {}],
    ['another address', office, home],
    ['a second network', office, { ...office, ...cable }],
    ['another interface with the same address', office, { eth0: office['Wi-Fi'] }],
    ['a tunnel', office, { ...office, wg0: [interfaceInfo({ address: '10.8.0.2', netmask: '255.255.255.255' })] }],
    ['an IPv6 address', office, { ...office, eth0: [ipv6('2001:db8::5')] }],
  ])('[D10, D11] tells once of %s', (_what, before, after) => {
    const { become } = setupWatch(before);
    expect(become(before)).toBe(0);
    expect(become(after)).toBe(1);
    expect(become(before)).toBe(1);
  });

  it.each<[string, Interfaces, Interfaces]>([
    ['loopback', office, { ...office, lo: [loopbackInfo] }],
    ['a link-local address of IPv6', office, { ...office, veth1: [ipv6('fe80::1')] }],
    ['another order', { ...office, ...cable }, { ...cable, ...office }],
  ])('tells nothing of %s', (_what, before, after) => {
    expect(setupWatch(before).become(after)).toBe(0);
  });

  it('takes a system that refuses to list its interfaces for one without a network', () => {
    const { become } = setupWatch(office);
    expect(become(new Error('uv_interface_addresses returned 13'))).toBe(1);
    expect(become(office)).toBe(1);
  });

  it('leaves nothing behind when it is stopped', () => {
    const { clock, become, stop } = setupWatch(office);
    become(home);
    stop();
    expect(become(office)).toBe(0);
    expect(clock.pendingTimers()).toBe(0);
  });
});
