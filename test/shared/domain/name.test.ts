import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameName, maxNameCodePoints, nameKey, parseName, type Name } from '#shared/domain/name.ts';
import { codePoints, isStorableText } from '#shared/domain/text.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { wellFormedTexts } from '#test/support/arbitrary-text.ts';

const seed = 7_420;
// What changes under normalization, case or removal, and what it changes beside.
const tricky = [
  ...['\u0301', '\u0300', '\u0316', '\u0307', '\u0344', '\u0345', '\u034f', '\u200b', '\u200d', '\ufe0f', '\ufeff'],
  ...[' ', '\u00a0', '\u2028', '\t', '\u0085', '\u2800', '\u00a8', '\ufdfa', '\u0149', '\u01f0', '\u0390', '\ufb00'],
  ...['Σ', 'ς', 'σ', 'İ', 'ı', 'i', 'I', 'j', 'ß', 'ẞ', 'ſ', '\u13a0', '\uab70', '\u10d0', '\u1c90', 'K', 'Å', 'å'],
  ...['\u1100', '\u1161', '\u11a8', '\uac00', '\u3164', '\u0958', '\u093c', '\u0f92', '\u0fb2', '\u0f7c', '\u1039'],
  ...['😀', '\u{e0041}', '\u{1d159}', '\u{1f1e9}', 'a', 'b'],
];
const typedNames = fc
  .array(fc.oneof(fc.constantFrom(...tricky), wellFormedTexts(1)), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const cleanNames = typedNames
  .map(parseName)
  .filter((name) => name.ok)
  .map((name) => name.value);

function typed(text: string): string {
  const name = parseName(text);
  return name.ok ? name.value : name.error.type;
}

describe('a name', () => {
  it(`[T8] that is clean stays as it is (seed ${seed})`, () => {
    fc.assert(
      fc.property(typedNames, (text) => {
        const name = parseName(text);
        expect(name.ok ? parseName(name.value) : name).toEqual(name);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it(`[T8] is NFC, trimmed, not empty, not too long, and shows every character it has (seed ${seed})`, () => {
    fc.assert(
      fc.property(cleanNames, (name) => {
        expect(name.normalize('NFC')).toBe(name);
        expect(name.trim()).toBe(name);
        expect(name).not.toMatch(/^$| {2}|^\p{M}/u);
        expect(name).not.toMatch(/[^\P{C}\p{Cn}]|(?! )\p{Z}|\p{Default_Ignorable_Code_Point}/u);
        expect(codePoints(name)).toBeLessThanOrEqual(maxNameCodePoints);
        expect(isStorableText(name)).toBe(true);
      }),
      { seed, numRuns: 3_000 },
    );
  });

  it(`[T8] is a name or a typed error whatever is typed (seed ${seed})`, () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 });
    fc.assert(
      fc.property(units, (codes) => {
        expect(['name_empty', 'name_too_long', 'name_ill_formed', undefined]).toContain(
          parseNameError(String.fromCharCode(...codes)),
        );
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it.each([
    ['right-to-left override', 'Ann\u202eNNA', 'AnnNNA'],
    ['bidi isolates and marks', '\u2066Ann\u2069\u200f\u061c', 'Ann'],
    ['zero-width spaces', 'A\u200bn\u2060n\ufeff', 'Ann'],
    ['joiners, between letters too', 'نا\u200cمی\u200d', 'نامی'],
    ['soft hyphens', 'An\u00adn', 'Ann'],
    ['controls', 'A\u0007n\u001b[31mn\u009f', 'An[31mn'],
    ['tags', 'Ann\u{e0041}\u{e007f}', 'Ann'],
    ['combining grapheme joiners', 'Ann\u034f', 'Ann'],
    ['Hangul fillers', 'Ann\u115f\u1160\u3164\uffa0', 'Ann'],
    ['Khmer inherent vowels', 'Ann\u17b4\u17b5', 'Ann'],
    ['Mongolian selectors', 'Ann\u180b\u180e', 'Ann'],
    ['variation selectors', 'Ann\ufe0f\ufe00\u{e0100}', 'Ann'],
    ['private use', 'Ann\ue000\u{f0000}', 'Ann'],
    ['noncharacters', 'Ann\uffff\ufdd0\u{1ffff}', 'Ann'],
    ['musical controls', 'Ann\u{1d173}', 'Ann'],
  ])('[T8] loses %s', (_what, text, name) => {
    expect(typed(text)).toBe(name);
  });

  it.each([
    ['a family', '👩\u200d👧', '👩👧'],
    ['a red heart', '❤\ufe0f', '❤'],
    ['a flag of letters', '🇩🇪', '🇩🇪'],
    ['a skin tone', '👍🏽', '👍🏽'],
  ])('[T8] keeps %s as far as nothing unseen holds it together', (_what, text, name) => {
    expect(typed(text)).toBe(name);
  });

  it.each([
    [' Ann  Lee ', 'Ann Lee'],
    ['Ann\tLee', 'Ann Lee'],
    ['Ann\r\nLee', 'Ann Lee'],
    ['Ann\u0085Lee', 'Ann Lee'],
    ['Ann\u2028\u2029Lee', 'Ann Lee'],
    ['\u00a0Ann\u3000\u2003Lee\u1680', 'Ann Lee'],
    ['Ann \u200b Lee', 'Ann Lee'],
    ['Ann\ufeffLee', 'AnnLee'],
    ['Ann\u2800Lee\u2800', 'Ann Lee'],
    ['An\ufffcn', 'Ann'],
    ['Ann\u{1d159}', 'Ann'],
  ])('[T8] has single spaces inside and none around: %j', (text, name) => {
    expect(typed(text)).toBe(name);
  });

  it.each([
    ['e\u0301', 'é'],
    ['\u1112\u1161\u11ab', '한'],
    ['\u212b', 'Å'],
    ['e\u200b\u0301', 'é'],
    ['ﬁ', 'ﬁ'],
  ])('[T8] is NFC and not NFKC: %j', (text, name) => {
    expect(typed(text)).toBe(name);
  });

  it.each([
    ['Ź̵͎̾͠a', 2],
    [`a${'\u0302'.repeat(40)}b`, 2],
    [`a${'\u0316\u0302\u20dd'.repeat(9)}b`, 2],
    [`ก${'\u0e47'.repeat(40)}`, 6],
    [`ஃ${'\u0bcd\u0302'.repeat(9)}`, 6],
  ])('[T8] has no tower of marks like %s', (text, most) => {
    const runs = typed(text).match(/\p{M}+/gu) ?? [];
    expect(runs.map((run) => [...run].length)).toEqual([most]);
  });

  it.each(['ကျော်', 'ကျော့', 'སྒྲོལ་མ', 'Nguyễn Thị Thuỷ', 'שָׁלוֹם', 'สุภาพร', 'फ़ैज़ान', 'ẹ̀jọ́', 'Ødegård', 'O’Neill', '李小龙'])(
    '[T8] of a living person stays whole: %s',
    (text) => {
      expect(typed(text)).toBe(text.normalize('NFC'));
    },
  );

  it.each(['\u0301Ann', ' \u0301 \u0302Ann', '\u200b\u20ddAnn'])('[T8] begins with no mark: %j', (text) => {
    expect(typed(text)).toBe('Ann');
  });

  it.each(['', ' ', '\u200b', '\u3164', '\u2800', '\u0301', '\ufe0f\u200d', '\u{e0020}', '\u00ad \u202e'])(
    '[T8] is not empty like %j',
    (text) => {
      expect(typed(text)).toBe('name_empty');
    },
  );

  it('ends at 64 code points, counted when it is clean', () => {
    expect(maxNameCodePoints).toBe(64);
    expect(typed('a'.repeat(64))).toBe('a'.repeat(64));
    expect(typed('😀'.repeat(64))).toBe('😀'.repeat(64));
    expect(typed(`${'e\u0301\u200b'.repeat(64)}  `)).toBe('é'.repeat(64));
    expect(parseName('a'.repeat(65))).toEqual({ ok: false, error: { type: 'name_too_long', maxCodePoints: 64 } });
    expect(typed('a'.repeat(1_000_000))).toBe('name_too_long');
    // Of what is not seen so much is read, and no more.
    expect(typed(`a${'\u200b'.repeat(1_023)}`)).toBe('a');
    expect(typed(`a${'\u200b'.repeat(1_024)}`)).toBe('name_too_long');
  });

  it.each(['\u0000', 'Ann\u0000', '\ud83d', 'Ann\ude00'])('that cannot be stored is refused: %j', (text) => {
    expect(typed(text)).toBe('name_ill_formed');
  });
});

describe('the key of a name', () => {
  it(`[T8] as it is read is that of every case and form of it (seed ${seed})`, () => {
    fc.assert(
      fc.property(cleanNames, (name) => {
        const variants = [name.toUpperCase(), name.toLowerCase(), ...forms.map((form) => name.normalize(form))];
        for (const variant of variants) expect(nameKey(variant as Name).read).toBe(nameKey(name).read);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it(`[T8] is never empty (seed ${seed})`, () => {
    fc.assert(
      fc.property(cleanNames, (name) => {
        expect(Object.values(nameKey(name))).not.toContain('');
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it.each([
    ['Ann', 'ANN'],
    ['Ann Lee', 'annlee'],
    ['straße', 'STRASSE'],
    ['straße', 'STRAẞE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ΟΔΟΣ Α', 'οδοσα'],
    ['Irmak', 'ırmak'],
    ['İrem', 'irem'],
    ['İrem', 'i\u0307rem'],
    ['ſmith', 'Smith'],
    ['ﬁn', 'FIN'],
    ['Ａｎｎ', 'ann'],
    ['Ann①', 'ann1'],
    ['𝓐𝓷𝓷', 'Ann'],
    ['\u13a0', '\uab70'],
    ['\u1c90', '\u10d0'],
    ['ＫＥＬＶＩＮ', 'Kelvin'],
    ['ά', 'Ά'],
    ['Ann\u200b', 'Ann'],
    ['Ann\u034f', 'Ann'],
    ['Ann\u3164', 'Ann'],
    ['Ann\u2800', 'Ann'],
    ['가', '\u1100\u1161'],
  ])('[T8] is the same for %j and %j', (one, other) => {
    expect(nameKey(nameOf(one)).read).toBe(nameKey(nameOf(other)).read);
  });

  it.each([
    ['Ann', 'Anne'],
    ['Ann', 'Änn'],
    ['Ann', 'Ann1'],
    ['Jo', 'J-o'],
    ['a', 'ä'],
    ['o', 'ø'],
    ['í', 'i'],
    ['ကျော်', 'ကျော့'],
  ])('tells %j from %j', (one, other) => {
    expect(isSameName(nameOf(one), nameOf(other))).toBe(false);
  });
});

const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

function parseNameError(text: string): string | undefined {
  const name = parseName(text);
  return name.ok ? undefined : name.error.type;
}
