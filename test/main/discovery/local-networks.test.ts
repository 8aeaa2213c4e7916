import type { NetworkInterfaceInfoIPv6 } from 'node:os';
import { describe, expect, it } from 'vitest';
import { localNetworks } from '#main/discovery/local-networks.ts';
import { interfaceInfo, loopbackInfo } from '#test/support/interface-infos.ts';

function ipv6(address: string): NetworkInterfaceInfoIPv6 {
  const netmask = 'ffff:ffff:ffff:ffff::';
  return { address, netmask, family: 'IPv6', mac: 'aa:bb:cc:00:00:01', internal: false, cidr: null, scopeid: 0 };
}

const gateway = { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:07', interfaceName: 'wlan0', interfaceAddress: null };

describe('[T11] the networks of a computer', () => {
  it('are those of its IPv4 addresses, with the gateway that lies in them', () => {
    const found = localNetworks(
      () => ({ lo: [loopbackInfo], wlan0: [interfaceInfo()], eth0: [interfaceInfo({ address: '10.0.0.5' })] }),
      { gateways: [gateway], publicInterfaces: ['eth0'] },
    );
    expect(found).toEqual([
      {
        interfaceName: 'wlan0',
        address: '192.168.1.5',
        prefix: 24,
        moreAddresses: [],
        moreRanges: [],
        kind: 'physical',
        gateway: { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:07' },
        isMarkedPublic: false,
      },
      {
        interfaceName: 'eth0',
        address: '10.0.0.5',
        prefix: 24,
        moreAddresses: [],
        moreRanges: [],
        kind: 'physical',
        gateway: null,
        isMarkedPublic: true,
      },
    ]);
  });

  it('find the gateway by the address of the interface, where the system does not name that', () => {
    const byAddress = { ...gateway, interfaceName: null, interfaceAddress: '192.168.1.5' };
    const [found] = localNetworks(() => ({ 'Wi-Fi': [interfaceInfo()] }), {
      gateways: [byAddress],
      publicInterfaces: [],
    });
    expect(found?.gateway).toEqual({ address: '192.168.1.1', mac: 'aa:bb:cc:00:00:07' });
  });

  it('have no more known of them than the system tells', () => {
    const surroundings = { gateways: null, publicInterfaces: null };
    const [found] = localNetworks(() => ({ wlan0: [interfaceInfo()] }), surroundings);
    expect(found).toMatchObject({ gateway: 'unknown', isMarkedPublic: null });
  });

  it('take local IPv6 addresses along, and those of the internet not', () => {
    const infos = [interfaceInfo(), ipv6('fe80::5'), ipv6('fd00::5'), ipv6('2001:db8::5')];
    expect(localNetworks(() => ({ eth0: infos }))).toMatchObject([{ moreAddresses: ['fe80::5', 'fd00::5'] }]);
  });

  it('have the ranges of every IPv6 address that was assigned, those of the internet as well', () => {
    const infos = [interfaceInfo(), ipv6('fe80::5'), ipv6('fd00::5'), ipv6('2001:db8::5')];
    expect(localNetworks(() => ({ eth0: infos }))).toMatchObject([
      {
        moreRanges: [
          { address: 'fd00::', prefix: 64 },
          { address: '2001:db8::', prefix: 64 },
        ],
      },
    ]);
  });

  it('are those of IPv6 where an interface has nothing else, and none by link-local addresses alone', () => {
    expect(localNetworks(() => ({ eth0: [ipv6('fe80::5'), ipv6('2001:db8::5')], awdl0: [ipv6('fe80::6')] }))).toEqual([
      expect.objectContaining({ address: '2001:db8::5', prefix: 64, moreAddresses: ['fe80::5'] }),
    ]);
  });

  it('know tunnels and virtual interfaces', () => {
    const read = () => ({
      wg0: [interfaceInfo({ address: '10.8.0.2' })],
      docker0: [interfaceInfo({ address: '172.17.0.1' })],
      corp: [interfaceInfo({ address: '10.9.0.2', netmask: '255.255.255.255' })],
    });
    expect(localNetworks(read).map(({ kind, prefix }) => [kind, prefix])).toEqual([
      ['tunnel', 24],
      ['virtual', 24],
      ['tunnel', 32],
    ]);
  });

  it('tell switches that others may be on from those for this machine alone', () => {
    const names = ['bridge100', 'vEthernet (Default Switch)', 'br-4f2a', 'vmnet8', 'virbr0'];
    const read = () => Object.fromEntries(names.map((name) => [name, [interfaceInfo()]]));
    expect(localNetworks(read).map(({ kind }) => kind)).toEqual(['shared', 'shared', 'virtual', 'virtual', 'virtual']);
  });

  it('are none where the system does not say', () => {
    const refuse = () => {
      throw new Error('EPERM');
    };
    expect(localNetworks(refuse)).toEqual([]);
  });
});
