import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase32, fromBase64url, toBase32, toBase64url } from '#shared/encoding.ts';

const seed = 7_420;
const bytes = fc.uint8Array({ maxLength: 100 });

const codings = [
  { name: 'base64url', encode: toBase64url, decode: fromBase64url, alphabet: /^[A-Za-z0-9_-]*$/, bits: 6 },
  { name: 'base32', encode: toBase32, decode: fromBase32, alphabet: /^[a-z2-7]*$/, bits: 5 },
] as const;

describe.each(codings)('$name', ({ encode, decode, alphabet, bits }) => {
  it(`[P13] reads back the bytes it was made of (seed ${seed})`, () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const text = encode(input);
        expect(text).toMatch(alphabet);
        expect(text).toHaveLength(Math.ceil((input.length * 8) / bits));
        expect(decode(text)).toEqual(input);
      }),
      { seed, numRuns: 500 },
    );
  });

  it(`[P13] has one text for the same bytes: what is read is what is written (seed ${seed})`, () => {
    const digits = Array.from('ABCabcxyz012789-_=+/ é𝒳');
    const texts = fc.array(fc.constantFrom(...digits), { maxLength: 12 }).map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const read = decode(text);
        expect(read === null ? text : encode(read)).toBe(text);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('has every byte at every place', () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    for (let start = 0; start < 6; start += 1) expect(decode(encode(all.subarray(start)))).toEqual(all.subarray(start));
  });

  it('of nothing is the empty text', () => {
    expect(encode(new Uint8Array())).toBe('');
    expect(decode('')).toEqual(new Uint8Array());
  });

  it.each(['=', ' ', 'a a', 'aa\n', 'é', '𝒳𝒳', '+/', '\u0000\u0000', 'aa='])('is not %j', (text) => {
    expect(decode(text)).toBeNull();
  });
});

describe('base64url', () => {
  it(`is that of Node (seed ${seed})`, () => {
    fc.assert(
      fc.property(bytes, (input) => {
        expect(toBase64url(input)).toBe(Buffer.from(input).toString('base64url'));
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each(['A', 'AAAAA', 'AB', 'A-', 'AAB', 'AA__AA_', '//8', 'AAA=', 'AA=='])('is not %j', (text) => {
    expect(fromBase64url(text)).toBeNull();
  });

  it('takes of a last digit only what no bit is lost of', () => {
    const digits = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    expect(digits.filter((digit) => fromBase64url(`A${digit}`) !== null).join('')).toBe('AQgw');
    expect(digits.filter((digit) => fromBase64url(`AA${digit}`) !== null).join('')).toBe('AEIMQUYcgkosw048');
    expect(digits.filter((digit) => fromBase64url(`AAA${digit}`) !== null)).toHaveLength(64);
  });
});

describe('base32', () => {
  it(`is that of RFC 4648 in lower case, counted out bit by bit (seed ${seed})`, () => {
    fc.assert(
      fc.property(bytes, (input) => {
        expect(toBase32(input)).toBe(base32BitByBit(input));
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each([
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('of the RFC’s sample %s is %s', (text, encoded) => {
    expect(toBase32(new TextEncoder().encode(text))).toBe(encoded);
    expect(fromBase32(encoded)).toEqual(new TextEncoder().encode(text));
  });

  it.each(['a', 'aaa', 'aaaaaa', 'MY', 'mz1q', 'mz8q', 'mz', 'mzxr', 'mzxw7', 'my======'])('is not %j', (text) => {
    expect(fromBase32(text)).toBeNull();
  });
});

function base32BitByBit(input: Uint8Array): string {
  const bits = [...input].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}
