import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  codePoints,
  excerpt,
  isStorableText,
  maxTextBytes,
  maxTextCodePoints,
  messageTextSchema,
  shorten,
  storableText,
  utf8Bytes,
} from '#shared/domain/text.ts';
import { wellFormedTexts } from '#test/support/arbitrary-text.ts';

const seed = 7_420;
const anyUnits = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0xd700, max: 0xe0ff })), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));
const wellFormed = wellFormedTexts(40);

describe('text that can be stored', () => {
  it.each(['', 'a', 'é', '中', '😀', '\u0001\u001f\u007f', '\uffff', '\u{10ffff}', 'e\u0301', '\r\n'])(
    '[P9] is well-formed, such as %j',
    (text) => {
      expect(isStorableText(text)).toBe(true);
    },
  );

  it.each(['\u0000', 'a\u0000b', '\ud83d', '\ude00', '\ude00\ud83d', 'x\ud83dx', '😀\ud83d', '\ud83d😀'])(
    '[P9] is not %j',
    (text) => {
      expect(isStorableText(text)).toBe(false);
    },
  );

  it(`[P9] comes back from UTF-8 as it went, and nothing else does (seed ${seed})`, () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        const comesBack = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)) === text;
        expect(isStorableText(text)).toBe(comesBack && !text.includes('\u0000'));
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('the length of a text', () => {
  it(`is counted in code points and in bytes of UTF-8 (seed ${seed})`, () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(codePoints(text)).toBe([...text].length);
        expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it.each([
    ['\u007f', 1],
    ['\u0080', 2],
    ['\u07ff', 2],
    ['\u0800', 3],
    ['\ud7ff', 3],
    ['\ue000', 3],
    ['\uffff', 3],
    ['\u{10000}', 4],
    ['\u{10ffff}', 4],
  ])('of %j is %i bytes and one code point', (text, bytes) => {
    expect([utf8Bytes(text), codePoints(text)]).toEqual([bytes, 1]);
  });
});

describe('a message', () => {
  const isMessage = (text: unknown) => v.is(messageTextSchema, text);

  it('holds 20,000 code points and not one more', () => {
    expect(maxTextCodePoints).toBe(20_000);
    expect(isMessage('a'.repeat(20_000))).toBe(true);
    expect(isMessage('a'.repeat(20_001))).toBe(false);
    expect(isMessage(`${'😀'.repeat(10_000)}${'a'.repeat(10_000)}`)).toBe(true);
    expect(isMessage(`${'😀'.repeat(10_000)}${'a'.repeat(10_001)}`)).toBe(false);
  });

  it('holds 64 KiB of UTF-8 and not one byte more', () => {
    expect(maxTextBytes).toBe(65_536);
    expect(isMessage('😀'.repeat(16_384))).toBe(true);
    expect(isMessage(`${'😀'.repeat(16_384)}a`)).toBe(false);
    expect(isMessage('中'.repeat(20_000))).toBe(true);
  });

  it.each(['', ' ', '\n\t ', '\u00a0\u2003\u3000', '\ufeff'])('is not blank like %j', (text) => {
    expect(isMessage(text)).toBe(false);
  });

  it.each(['\u0000', 'a\ud800', 7, null, ['a']])('is not %j', (value) => {
    expect(isMessage(value)).toBe(false);
  });

  it.each(['ﬁ', 'e\u0301', ' a ', 'a\r\nb', '\u202eabc', '\u200d'])('[T8] stays as it was written: %j', (text) => {
    expect(v.parse(messageTextSchema, text)).toBe(text);
  });

  it('says what is wrong without repeating what was written', () => {
    for (const text of ['secret'.repeat(20_000), '中'.repeat(30_000), 'secret\u0000', ' ']) {
      const parsed = v.safeParse(messageTextSchema, text);
      for (const issue of parsed.issues ?? []) expect(issue.message).toMatch(/^text is [-a-zA-Z0-9+ ]+$/);
      expect(parsed.success).toBe(false);
    }
  });
});

describe('text with a limit', () => {
  it('may be empty and ends at the limit in code points', () => {
    const schema = storableText(3);
    expect(['', '😀😀😀', 'abc'].map((text) => v.is(schema, text))).toEqual([true, true, true]);
    expect(['abcd', '\u0000', '\udc00'].map((text) => v.is(schema, text))).toEqual([false, false, false]);
  });
});

describe('a text made shorter', () => {
  it.each([
    ['abc', 2, 'ab'],
    ['abc', 3, 'abc'],
    ['a😀', 2, 'a'],
    ['a😀', 3, 'a😀'],
    ['\udc00a\u0000b', 9, 'ab'],
  ])('of %j in %i units is %j', (text, maxUnits, short) => {
    expect(shorten(text, maxUnits)).toBe(short);
  });

  it(`can always be stored (seed ${seed})`, () => {
    fc.assert(
      fc.property(anyUnits, fc.nat(30), (text, maxUnits) => {
        expect(isStorableText(shorten(text, maxUnits))).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('an excerpt', () => {
  it('is the text on one line', () => {
    expect(excerpt('  one\n\n two\tthree ')).toBe('one two three');
  });

  it('is its beginning, and says so, with no character cut in two', () => {
    const family = '👨‍👩‍👧';
    const text = excerpt(`${'x'.repeat(156)}${family}${family}`);
    expect(text).toBe(`${'x'.repeat(156)}…`);
    expect(excerpt('👍'.repeat(100_000))).toBe(`${'👍'.repeat(80)}…`);
    expect(excerpt('y'.repeat(160))).toBe('y'.repeat(160));
  });

  it('cuts a character that has no end', () => {
    const endless = excerpt(`a${'\u0301'.repeat(5_000)}`);
    expect([endless.length, endless.at(-1)]).toEqual([161, '…']);
  });
});
