import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalIp, isHostIp, isInSubnet, isLoopbackIpv4, isPrivateIpv4 } from '#shared/discovery/ip-address.ts';

const seed = 7_420;

describe('an IP address', () => {
  it.each([
    ['192.168.1.5', '192.168.1.5'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::0a0b', 'fe80::a0b'],
    ['::ffff:192.168.1.5', '192.168.1.5'],
    ['::ffff:c0a8:105', '192.168.1.5'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s has the one form %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    '0x7f.0.0.1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    'fe80::1%eth0',
  ])('%j is none', (text) => {
    expect(canonicalIp(text)).toBeNull();
  });

  it(`of version 6 has the form that URLs have it in (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = canonicalIp(text) ?? '';
        expect(isIP(canonical)).not.toBe(0);
        const ofUrl = new URL(`http://[${text}]`).hostname.slice(1, -1);
        expect(isIP(canonical) === 6 ? canonical : canonicalIp(ofUrl)).toBe(isIP(canonical) === 6 ? ofUrl : canonical);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it(`is what Node takes for one, and nothing else (seed ${seed})`, () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdefg:.%'.split('')), maxLength: 24 });
    fc.assert(
      fc.property(digits, (text) => {
        const isZoned = text.includes('%');
        expect(canonicalIp(text) !== null).toBe(isIP(text) !== 0 && !isZoned);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it.each(['0.0.0.0', '0.1.2.3', '224.0.0.251', '239.1.1.1', '255.255.255.255', '::', 'ff02::fb'])(
    '%s is no single machine',
    (text) => {
      expect(isHostIp(text)).toBe(false);
    },
  );

  it.each(['10.1.2.3', '172.16.0.1', '172.31.255.254', '192.168.0.1', '169.254.9.9', '100.64.0.1'])(
    '%s stays on local networks',
    (text) => {
      expect(isPrivateIpv4(text)).toBe(true);
    },
  );

  it.each(['11.0.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '8.8.8.8', '100.128.0.1', '127.0.0.1', 'x'])(
    '%s is routed, or is this machine',
    (text) => {
      expect(isPrivateIpv4(text)).toBe(false);
    },
  );

  it('lies in a subnet by its netmask', () => {
    const network = { member: '192.168.1.77', netmask: '255.255.255.128' };
    expect(isInSubnet('192.168.1.126', network)).toBe(true);
    expect(isInSubnet('192.168.1.129', network)).toBe(false);
    expect(isInSubnet('no address', network)).toBe(false);
  });

  it('is of loopback anywhere in 127.0.0.0/8', () => {
    expect([isLoopbackIpv4('127.0.0.1'), isLoopbackIpv4('127.255.1.1'), isLoopbackIpv4('128.0.0.1')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
