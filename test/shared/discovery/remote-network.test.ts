import { expect, describe, it } from 'vitest';
import { isFromOpenNetwork, type RuledNetwork } from '#shared/discovery/remote-network.ts';
import { localNetwork } from '#test/support/local-networks.ts';

const [homeAddress, cafeAddress] = ['192.168.1.5', '10.9.9.2'];
const home: RuledNetwork = { network: localNetwork({ address: homeAddress }), isOpen: true };
const cafe: RuledNetwork = {
  network: localNetwork({
    interfaceName: 'wlan1',
    address: cafeAddress,
    moreAddresses: ['fd00:9::2'],
    moreRanges: [{ address: 'fd00:9::', prefix: 64 }],
  }),
  isOpen: false,
};

function isLetOn(networks: readonly RuledNetwork[], remoteAddress: string, localAddress = homeAddress): boolean {
  return isFromOpenNetwork(networks, { localAddress, remoteAddress });
}

describe('[T11] whoever reaches a server', () => {
  it('comes from a network it is not there for, at whichever address of its machine, by IPv4 or IPv6', () => {
    expect(isLetOn([home, cafe], '10.9.9.3')).toBe(false);
    expect(isLetOn([home, cafe], 'fd00:9::3')).toBe(false);
    expect(isLetOn([home, { ...cafe, isOpen: true }], '10.9.9.3')).toBe(true);
  });

  it('comes from one it is there for, or through a gateway', () => {
    expect(isLetOn([home, cafe], '192.168.1.77')).toBe(true);
    expect(isLetOn([home, cafe], '172.20.0.9')).toBe(true);
    expect(isLetOn([home, cafe], 'fe80::7')).toBe(true);
    expect(isLetOn([], '172.20.0.9')).toBe(true);
  });

  it('comes from the narrower of two ranges', () => {
    const company = { network: localNetwork({ address: '192.168.0.9', prefix: 16, kind: 'tunnel' }), isOpen: false };
    expect(isLetOn([company, home], '192.168.1.77')).toBe(true);
    expect(isLetOn([company, home], '192.168.2.77')).toBe(false);
    const lab = { network: localNetwork({ address: '192.168.1.130', prefix: 25 }), isOpen: false };
    expect(isLetOn([home, lab], '192.168.1.140')).toBe(false);
  });

  it('comes, of two networks with the same range, from that of the address it reached', () => {
    const cable = { network: localNetwork({ interfaceName: 'eth0', address: '192.168.1.6' }), isOpen: false };
    expect(isLetOn([home, cable], '192.168.1.77')).toBe(true);
    expect(isLetOn([home, cable], '192.168.1.77', '192.168.1.6')).toBe(false);
    expect(isLetOn([home, cable], '192.168.1.77', '10.0.0.5')).toBe(false);
  });
});
