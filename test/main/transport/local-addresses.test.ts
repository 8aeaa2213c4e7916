import { describe, expect, it } from 'vitest';
import type { networkInterfaces } from 'node:os';
import { createLocalAddresses } from '#main/transport/local-addresses.ts';

const mac = '02:00:00:00:00:01';
const ofOffice = (): ReturnType<typeof networkInterfaces> => ({
  eth0: [
    { address: '203.0.113.9', netmask: '255.255.255.0', family: 'IPv4', mac, internal: false, cidr: '203.0.113.9/24' },
    {
      address: '2001:db8:5::9',
      netmask: 'ffff:ffff:ffff:ffff::',
      family: 'IPv6',
      mac,
      internal: false,
      cidr: '2001:db8:5::9/64',
      scopeid: 0,
    },
  ],
  tun0: [{ address: '10.8.0.2', netmask: '0.0.0.0', family: 'IPv4', mac, internal: false, cidr: '10.8.0.2/0' }],
});

describe('an address', () => {
  it.each([
    ...['10.20.4.17', '172.16.0.1', '172.31.255.254', '192.168.1.1', '169.254.7.7', '100.64.0.1', '127.0.0.1'],
    ...['::1', 'fe80::1', 'fe80::1%eth0', 'fd12:3456::1', '::ffff:192.168.1.1'],
  ])('%s is local: the internet does not route it', (ip) => {
    expect(createLocalAddresses(() => ({}))(ip)).toBe(true);
  });

  it.each([
    ...['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.169.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '203.0.113.9'],
    ...['2001:4860:4860::8888', 'fec0::1', '::ffff:8.8.8.8', 'not an address', ''],
  ])('%s is not', (ip) => {
    expect(createLocalAddresses(() => ({}))(ip)).toBe(false);
  });

  it('of the internet is local in an office that is numbered with such, and only there', () => {
    const isLocal = createLocalAddresses(ofOffice);
    expect(['203.0.113.200', '2001:db8:5::1', '203.0.114.1', '2001:db8:6::1', '8.8.8.8'].map(isLocal)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });

  it('is told also where the system does not say which networks there are', () => {
    const isLocal = createLocalAddresses(() => {
      throw new Error('not permitted');
    });
    expect([isLocal('10.0.0.1'), isLocal('8.8.8.8')]).toEqual([true, false]);
  });
});
