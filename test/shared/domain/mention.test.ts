import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { namesPerson } from '#shared/domain/mention.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a text names a person', () => {
  it.each([
    ['by @ and the name', 'ask @Mara Lindqvist about it', 'Mara Lindqvist'],
    ['by the whole name alone', 'Mara Lindqvist, are you there?', 'Mara Lindqvist'],
    ['in whatever case', 'MARA lindqvist!', 'Mara Lindqvist'],
    ['over a line break', 'it was Mara\n Lindqvist', 'Mara Lindqvist'],
    ['with accents in the other form of Unicode', 'Cafe\u0301 Zoe\u0308', 'Café Zoë'],
    ['where a first place was another word', 'Marathon, Mara', 'Mara'],
    ['in Chinese, which has no spaces', '请李娜看一下', '李娜'],
    ['in Japanese, before a particle', '田中さんに聞いて', '田中'],
    ['in Korean, before a particle', '민수는 어디', '민수'],
    ['with Latin letters among Chinese ones', '请Mara看一下', 'Mara'],
    ['after a wide @', '＠李娜 在吗', '李娜'],
    ['by a name that ends in no letter', 'where is Mara (lab)?', 'Mara (lab)'],
    ['of one letter, with its @', 'cc @X', 'X'],
    ['between signs beyond the first plane', '😀Mara😀', 'Mara'],
    ['beside Chinese beyond the first plane', '𠮷Mara𠮷', 'Mara'],
    ['in letters beyond the first plane', 'ask 𐐔𐐯𐑅𐐨!', '𐐔𐐯𐑅𐐨'],
    ['after another word with a mark', 'Zoe\u0327 Mara', 'Mara'],
    ['with a sharp s that is written out', 'frag Frau GROSS', 'Frau Groß'],
  ])('%s', (_how, text, name) => {
    expect(namesPerson(text, name)).toBe(true);
  });

  it.each([
    ['by a part of the name', 'Mara is here', 'Mara Lindqvist'],
    ['within another word', 'a Marathon and Samara', 'Mara'],
    ['before a mark that makes it another letter', 'Mara\u0327', 'Mara'],
    ['within a word that ends in a mark before it', 'x\u0327Mara', 'Mara'],
    ['before a mark beyond the first plane', 'Mara\u{1d165}', 'Mara'],
    ['within a word of letters beyond the first plane', '𐐔Mara Mara𐐨', 'Mara'],
    ['by a part of a word beyond the first plane', '𐐔𐐯𐑅𐐨𐐨', '𐐔𐐯𐑅𐐨'],
    ['in an address, by letters beyond the first plane', 'info@𐐔𐐯𐑅𐐨 𐐨@mara', '𐐔𐐯𐑅𐐨'],
    ['within a name with digits or a low line', 'mara_2 mara2', 'Mara'],
    ['in an address', 'write to info@mara', 'Mara'],
    ['by one letter alone', 'plan X is ready', 'X'],
    ['by one character within a Chinese word', '王国', '王'],
    ['that is not there', 'nobody', 'Mara'],
    ['without a name', 'anything', ' '],
  ])('not %s', (_how, text, name) => {
    expect(namesPerson(text, name)).toBe(false);
  });

  it('wherever a search by the rule itself finds them', () => {
    const text = fc
      .array(fc.constantFrom('al', 'a', 'l', '@', '＠', '_', '2', ' ', '\u0327', '李', '𠮷', '𐐨', '😀', '𐐨l'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''));
    const name = fc.constantFrom('al', 'a', '李', '𐐨l', '𠮷', 'a l', 'a2', 'l@');
    fc.assert(
      fc.property(text, name, (words, called) => {
        expect(namesPerson(words, called)).toBe(isNamed(words, called));
      }),
      { numRuns: 2_000 },
    );
  });

  it('and is found without looking at all of the text again wherever a part of it could be the name', () => {
    const text = 'al'.repeat(10_000);
    let looked = 0;
    const { exec } = RegExp.prototype;
    vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function count(this: RegExp, words: string) {
      looked += words.length;
      return exec.call(this, words);
    });
    expect(namesPerson(text, 'Al')).toBe(false);
    expect(looked).toBeGreaterThan(text.length);
    expect(looked).toBeLessThan(10 * text.length);
  });
});

/** The rule as a pattern, for texts that need no folding but of spaces. */
function isNamed(text: string, name: string): boolean {
  const apart = (left: string, right: string) =>
    ![left, right].every((each) => /[\p{L}\p{N}\p{M}_]/u.test(each)) || /\p{sc=Han}/u.test(left + right);
  const characters = [...text.replaceAll(/ +/g, ' ').trim()];
  const own = [...name];
  return characters.some((_character, at) => {
    if (characters.slice(at, at + own.length).join('') !== name) return false;
    const isCalled = /[@＠]/u.test(characters[at - 1] ?? '');
    const before = characters[isCalled ? at - 2 : at - 1] ?? '';
    const isWhole = apart(before, own[0] ?? '') && apart(own.at(-1) ?? '', characters[at + own.length] ?? '');
    return isWhole && (isCalled || own.length > 1);
  });
}
