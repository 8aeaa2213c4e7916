import { describe, expect, it } from 'vitest';
import { cidrOf, formatCidr, isInCidr, isPrivateIp, parseCidr, prefixOf } from '#shared/discovery/cidr.ts';

describe('a range of addresses', () => {
  it('is read without the bits behind its prefix, and written in one form', () => {
    const read = (text: string) => {
      const range = parseCidr(text);
      return range === null ? null : formatCidr(range);
    };
    expect(read('192.168.1.77/24')).toBe('192.168.1.0/24');
    expect(read('10.1.2.3')).toBe('10.1.2.3/32');
    expect(read('0.0.0.0/0')).toBe('0.0.0.0/0');
    expect(read('172.16.9.9/12')).toBe('172.16.0.0/12');
    expect(read('FD00:0::1/8')).toBe('fd00::/8');
    expect(read('2001:db8:1:2:3::/64')).toBe('2001:db8:1:2::/64');
    expect(read('::1')).toBe('::1/128');
  });

  it.each([
    '',
    'private',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    'fe80::%eth0/10',
    '10.0.0.0/1000',
  ])('is not what reads %j', (text) => {
    expect(parseCidr(text)).toBeNull();
  });

  it('holds the addresses that share its first bits, of its own version alone', () => {
    const range = cidrOf('192.168.6.1', 23);
    expect(['192.168.6.0', '192.168.7.255'].every((address) => isInCidr(address, range))).toBe(true);
    expect(['192.168.5.255', '192.168.8.0', '::1', 'x', ''].some((address) => isInCidr(address, range))).toBe(false);
    expect(isInCidr('2001:db8:0:1:9::9', cidrOf('2001:db8:0:1::5', 64))).toBe(true);
    expect(isInCidr('2001:db8:0:2::5', cidrOf('2001:db8:0:1::5', 64))).toBe(false);
  });

  it('comes from a netmask too', () => {
    expect(['255.255.255.0', '255.255.254.0', '255.255.255.255', '255.0.0.0', '0.0.0.0'].map(prefixOf)).toEqual([
      24, 23, 32, 8, 0,
    ]);
    expect(['ffff:ffff:ffff:ffff::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'].map(prefixOf)).toEqual([64, 128]);
  });
});

it.each([
  ['10.255.0.1', true],
  ['172.31.255.255', true],
  ['172.32.0.0', false],
  ['192.168.0.1', true],
  ['169.254.9.9', true],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['127.0.0.1', true],
  ['203.0.113.7', false],
  ['8.8.8.8', false],
  ['::1', true],
  ['fe80::1', true],
  ['fd12:3456::1', true],
  ['2001:db8::1', false],
])('an address that the internet does not route: %s is %s', (address, isPrivate) => {
  expect(isPrivateIp(address)).toBe(isPrivate);
});
