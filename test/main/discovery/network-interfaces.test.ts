import { describe, expect, it } from 'vitest';
import { usableInterfaces, watchNetworkInterfaces, type ReadInterfaces } from '#main/discovery/network-interfaces.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { interfaceInfo, loopbackInfo } from '#test/support/interface-infos.ts';

function namesOf(found: ReturnType<ReadInterfaces>): string[] {
  return usableInterfaces(() => found).map(({ name, address }) => `${name} ${address}`);
}

describe('the interfaces that count', () => {
  it('are IPv4 addresses, physical ones first, then virtual ones, then loopback', () => {
    const found = {
      lo: [loopbackInfo],
      docker0: [interfaceInfo({ address: '172.17.0.1' })],
      'vEthernet (WSL)': [interfaceInfo({ address: '172.20.0.1' })],
      eth0: [interfaceInfo({ address: '169.254.3.4', netmask: '255.255.0.0' })],
      'Wi-Fi': [interfaceInfo({ address: '192.168.1.5' }), interfaceInfo({ address: '192.168.1.6' })],
    };
    expect(namesOf(found)).toEqual([
      'Wi-Fi 192.168.1.5',
      'Wi-Fi 192.168.1.6',
      'eth0 169.254.3.4',
      'docker0 172.17.0.1',
      'vEthernet (WSL) 172.20.0.1',
      'lo 127.0.0.1',
    ]);
  });

  it('are not IPv6, and not the tunnels that lead elsewhere', () => {
    const ipv6 = { ...interfaceInfo(), family: 'IPv6', scopeid: 0 } as const;
    const found = {
      eth0: [ipv6],
      tun0: [interfaceInfo({ address: '10.8.0.2' })],
      utun3: [interfaceInfo({ address: '10.9.0.2' })],
      wg0: [interfaceInfo({ address: '10.10.0.2' })],
      tailscale0: [interfaceInfo({ address: '100.100.1.1' })],
      office: [interfaceInfo({ address: '10.11.0.2', netmask: '255.255.255.255' })],
    };
    expect(namesOf(found)).toEqual([]);
  });

  it('are at most sixteen', () => {
    const infos = Array.from({ length: 40 }, (_, index) => interfaceInfo({ address: `10.0.0.${index + 1}` }));
    expect(namesOf({ eth0: infos })).toHaveLength(16);
  });

  it('are none when the system refuses to list them', () => {
    const refuse = () => {
      throw new Error('uv_interface_addresses returned Unknown system error 13');
    };
    expect(usableInterfaces(refuse)).toEqual([]);
  });

  it('are looked at every second until the watch is stopped', () => {
    const clock = createFakeClock();
    let found: ReturnType<ReadInterfaces> = { lo: [loopbackInfo] };
    const looks: number[] = [];
    const watch = watchNetworkInterfaces({ clock, read: () => found }, (interfaces) => looks.push(interfaces.length));
    expect(watch.current()).toHaveLength(1);
    found = { lo: [loopbackInfo], eth0: [interfaceInfo()] };
    clock.advance(2_500);
    expect(looks).toEqual([2, 2]);
    expect(watch.current()).toHaveLength(2);
    watch.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
