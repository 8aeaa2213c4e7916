import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWireValue, maxWireDepth } from '#shared/domain/wire-value.ts';
import { isCanonical } from '#main/identity/canonical-json.ts';
import { wellFormedTexts } from '#test/support/arbitrary-text.ts';

const seed = 7_420;

/** As section 2 of PROTOCOL.md writes it down for Python: sorted keys, no white space. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

const keys = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,6}$/);
const wireValues = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.maxSafeNat(),
    wellFormedTexts().map((text) => text.replaceAll('\u0000', '')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('a value on the wire', () => {
  it(`[P9] has sorted JSON for its canonical form (seed ${seed})`, () => {
    fc.assert(
      fc.property(wireValues, (value) => {
        expect(isWireValue(value)).toBe(true);
        expect(isCanonical(sortedJson(value))).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each([0, 1, 2 ** 53 - 1, '', 'é😀', true, false, null, [], {}, { a: [{ b1Z: 'x' }] }])(
    '[P9] may be %j',
    (value) => {
      expect(isWireValue(value)).toBe(true);
    },
  );

  it.each([
    ['a fraction', '{"a":0.5}'],
    ['a negative number', '{"a":-1}'],
    ['minus zero', '{"a":-0}'],
    ['2^53', '{"a":9007199254740992}'],
    ['what no reader keeps exact', '{"a":1e400}'],
    ['a key with an upper-case start', '{"A":1}'],
    ['a key with a hyphen', '{"a-b":1}'],
    ['a key with a dot', '{"a.b":1}'],
    ['an empty key', '{"":1}'],
    ['a key that starts with a digit', '{"1a":1}'],
    ['a key with a line break', '{"a\\n":1}'],
    ['a key that reaches for prototypes', '{"__proto__":{"a":1}}'],
    ['U+0000', '{"a":"\\u0000"}'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['a bad value deep in a list', '{"a":[1,[2,{"b":[1.5]}]]}'],
    ['a bad key deep in a list', '{"a":[1,[2,{"B":[1]}]]}'],
  ])('[P9] does not hold %s', (_what, json) => {
    expect(isWireValue(JSON.parse(json))).toBe(false);
  });

  it.each([undefined, () => 1, Symbol('x'), 1n, Number.NaN])('[P9] is JSON, and not %s', (value) => {
    expect(isWireValue(value)).toBe(false);
    expect(isWireValue({ a: value })).toBe(false);
  });

  it('[P9] may have the keys that JavaScript has of its own', () => {
    expect(isWireValue(JSON.parse('{"constructor":1,"prototype":2,"toString":3,"hasOwnProperty":4}'))).toBe(true);
  });

  it.each([
    ['lists', (inner: unknown) => [inner]],
    ['objects', (inner: unknown) => ({ a: inner })],
  ])('[P9] is nested 32 %s deep and not one more', (_, wrap) => {
    expect(maxWireDepth).toBe(32);
    expect(isWireValue(nested(32, wrap))).toBe(true);
    expect(isWireValue(nested(33, wrap))).toBe(false);
  });

  it('[P9] may be as deep as a frame can make it without harm to whoever looks', () => {
    const json = `${'['.repeat(65_000)}${']'.repeat(65_000)}`;
    expect(isWireValue(JSON.parse(json))).toBe(false);
  });
});
