import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFromNearby, isWorthDecoding } from '#main/discovery/mdns-datagram.ts';
import { pointerChain } from '#test/support/pointer-chains.ts';

const seed = 7_420;
const headerBytes = 12;

/** The pointers of the longest name that the codec would follow in it, wherever one begins. */
function longestChain(datagram: Uint8Array): number {
  return Math.max(0, ...Array.from(datagram.keys(), (offset) => pointersFrom(datagram, offset)));
}

function pointersFrom(datagram: Uint8Array, start: number): number {
  let [offset, before, pointers] = [start, start, 0];
  for (;;) {
    const [first = 0, second = 0] = datagram.subarray(offset, offset + 2);
    if (first === 0 || (first >= 0x40 && first < 0xc0)) return pointers;
    const target = ((first & 0x3f) << 8) | second;
    if (first >= 0xc0 && target >= before) return pointers;
    if (first >= 0xc0) [before, pointers] = [target, pointers + 1];
    offset = first >= 0xc0 ? target : offset + 1 + first;
  }
}

function withCounts(...counts: readonly number[]): Buffer {
  const datagram = Buffer.alloc(64);
  for (const [index, count] of counts.entries()) datagram.writeUInt16BE(count, 4 + 2 * index);
  return datagram;
}

describe('[T4] a datagram', () => {
  it('is decoded up to 9,000 bytes, and not without a whole header', () => {
    expect(isWorthDecoding(Buffer.alloc(9_000))).toBe(true);
    expect(isWorthDecoding(Buffer.alloc(9_001))).toBe(false);
    expect(isWorthDecoding(Buffer.alloc(12))).toBe(true);
    expect(isWorthDecoding(Buffer.alloc(11))).toBe(false);
  });

  it('is decoded if all that it says to hold are 256 entries at most', () => {
    expect(isWorthDecoding(withCounts(64, 64, 64, 64))).toBe(true);
    for (const counts of [[257], [0, 65_535], [0, 0, 257], [64, 64, 64, 65]])
      expect(isWorthDecoding(withCounts(...counts))).toBe(false);
  });

  it('is looked at where it lies in a larger buffer', () => {
    const around = Buffer.concat([Buffer.alloc(5, 0xff), withCounts(1), Buffer.alloc(5, 0xff)]);
    expect(isWorthDecoding(around.subarray(5, -5))).toBe(true);
  });

  it('with 128 pointers is decoded, and none with more', () => {
    const bytes = headerBytes + 1;
    expect(isWorthDecoding(pointerChain({ pointers: 128, bytes: bytes + 256 }))).toBe(true);
    expect(isWorthDecoding(pointerChain({ pointers: 129, bytes: bytes + 258 }))).toBe(false);
    expect(longestChain(pointerChain({ pointers: 129, bytes: bytes + 258 }))).toBe(129);
  });

  it(`has no name that leads through more than 128 pointers, of whatever bytes it is (seed ${seed})`, () => {
    // Much of it is pointers to what lies shortly before, and they overlap.
    const byte = fc.oneof(fc.constantFrom(0, 1, 2, 0xc0, 0xc0, 0xc0, 0xc1), fc.nat(255));
    const chained = fc
      .record({ pointers: fc.integer({ min: 100, max: 160 }), changes: fc.array(fc.tuple(fc.nat(399), byte)) })
      .map(({ pointers, changes }) => {
        const datagram = pointerChain({ pointers, bytes: 400 });
        for (const [at, value] of changes) if (at >= headerBytes) datagram[at] = value;
        return datagram;
      });
    const anything = fc.uint8Array({ maxLength: 600 });
    const bytes = fc.oneof(
      chained,
      fc.array(byte, { maxLength: 600 }).map((each) => Uint8Array.from(each)),
      anything,
    );
    const refused: number[] = [];
    fc.assert(
      fc.property(bytes, (datagram) => {
        const chain = longestChain(datagram);
        if (!isWorthDecoding(datagram)) refused.push(chain);
        return chain <= 128 || !isWorthDecoding(datagram);
      }),
      { seed, numRuns: 1_000 },
    );
    expect(Math.max(...refused)).toBeGreaterThan(128);
  });

  it('counts from this link, and from wherever the internet does not route to', () => {
    const link = { address: '203.0.113.7', netmask: '255.255.255.0' };
    const near = ['203.0.113.99', '192.168.1.5', '10.0.0.9', '169.254.3.4', '127.0.0.1'];
    expect(near.filter((sender) => !isFromNearby(sender, link))).toEqual([]);
    for (const far of ['203.0.114.7', '8.8.8.8', '', 'fe80::1']) expect(isFromNearby(far, link)).toBe(false);
  });
});
