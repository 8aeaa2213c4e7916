import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '#shared/discovery/address.ts';
import { addresses, hostileTexts } from '#test/support/arbitrary-discovery.ts';

const seed = 7_420;

describe('an address people type', () => {
  it.each([
    ['192.168.1.5', '192.168.1.5', 7420],
    ['192.168.1.5:80', '192.168.1.5', 80],
    [' Office-PC.local ', 'office-pc.local', 7420],
    ['OFFICE_PC:7421', 'office_pc', 7421],
    ['host.example.:1', 'host.example', 1],
    ['[2001:db8::1]:7421', '2001:db8::1', 7421],
    ['[2001:DB8:0::1]', '2001:db8::1', 7420],
    ['2001:db8::1', '2001:db8::1', 7420],
    ['::1', '::1', 7420],
    ['[::ffff:10.0.0.1]:5', '10.0.0.1', 5],
    ['\uff11\uff10.0.0.1\uff1a\uff18\uff10', '10.0.0.1', 80],
    ['10\u30020\u30020\u30021', '10.0.0.1', 7420],
  ])('%j means %s port %i', (typed, host, port) => {
    expect(parseAddress(typed)).toEqual({ ok: true, value: { host, port } });
  });

  it.each([
    ['', 'address_empty'],
    ['   ', 'address_empty'],
    [':7420', 'address_host_invalid'],
    ['a b', 'address_host_invalid'],
    ['https://10.0.0.1', 'address_host_invalid'],
    ['host/path', 'address_host_invalid'],
    ['user@host', 'address_host_invalid'],
    ['-host', 'address_host_invalid'],
    ['ho..st', 'address_host_invalid'],
    ['1.2.3', 'address_host_invalid'],
    ['1', 'address_host_invalid'],
    ['0x7f000001', 'address_host_invalid'],
    ['1.2.3.0x4', 'address_host_invalid'],
    ['010.0.0.1', 'address_host_invalid'],
    ['256.0.0.1', 'address_host_invalid'],
    ['0.0.0.0', 'address_host_invalid'],
    ['224.0.0.251', 'address_host_invalid'],
    ['255.255.255.255:80', 'address_host_invalid'],
    ['[::]:80', 'address_host_invalid'],
    ['[ff02::fb]', 'address_host_invalid'],
    ['fe80::1%eth0', 'address_host_invalid'],
    ['[10.0.0.1]:80', 'address_host_invalid'],
    ['[::1', 'address_host_invalid'],
    ['h\u0000st', 'address_host_invalid'],
    ['h\u202est', 'address_host_invalid'],
    ['x'.repeat(64), 'address_host_invalid'],
    [`${'a.'.repeat(127)}toolong`, 'address_host_invalid'],
    ['x'.repeat(1_000_000), 'address_host_invalid'],
    ['host:', 'address_port_invalid'],
    ['host:0', 'address_port_invalid'],
    ['host:65536', 'address_port_invalid'],
    ['host:080', 'address_port_invalid'],
    ['host:+80', 'address_port_invalid'],
    ['host:80x', 'address_port_invalid'],
    ['[::1]:', 'address_port_invalid'],
  ])('%j is refused as %s', (typed, type) => {
    expect(parseAddress(typed)).toEqual({ ok: false, error: { type } });
  });

  it(`reads back as it was written (seed ${seed})`, () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual({ ok: true, value: address });
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it(`is a value or a typed error, never an exception, and always canonical (seed ${seed})`, () => {
    const typed = fc.oneof(
      hostileTexts(400),
      fc.string({ unit: fc.constantFrom(...'012a:.[]-_%x/ '.split('')), maxLength: 30 }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = parseAddress(text);
        expect(read.ok ? parseAddress(formatAddress(read.value)) : read).toEqual(read);
      }),
      { seed, numRuns: 1_500 },
    );
  });
});
