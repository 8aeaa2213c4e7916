import { describe, expect, it } from 'vitest';
import { chooseLanguage, dictionaries } from '#renderer/i18n/dictionaries.ts';
import { en } from '#renderer/i18n/en.ts';
import { createFormats } from '#renderer/i18n/formats.ts';
import { sentenceFor } from '#renderer/i18n/problem.ts';

/** Every word with the way to it. */
function wordsOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => wordsOf(inner, `${path}.${key}`));
}

const may14 = new Date(2026, 4, 14, 9, 58).getTime();
const hour = 3_600_000;

describe.each(Object.entries(dictionaries))('the dictionary of %s', (language, words) => {
  it('has every word, and none more', () => {
    const paths = (of: unknown): string[] =>
      wordsOf(of)
        .map(([path]) => path)
        .sort();
    expect(paths(words)).toEqual(paths(en));
  });

  it('leaves none empty', () => {
    expect(wordsOf(words).filter(([, word]) => word === '')).toEqual([]);
  });

  it('has the voice: no exclamation mark, no ellipsis of three full stops', () => {
    const texts = wordsOf(words).filter(([, word]) => typeof word === 'string' && /[!！]|\.\.\./u.test(word));
    expect(texts).toEqual([]);
  });

  it('has a sentence for a problem that it does not know', () => {
    expect(sentenceFor(words, { type: 'from_the_future' }, { server: 'Nordlicht' })).toContain('from_the_future');
  });

  it('writes times of 24 hours', () => {
    expect(createFormats(language, words).time(may14)).toBe('09:58');
  });
});

it('a few people are named, and more of them counted', () => {
  const { timeline: english } = dictionaries.en;
  expect(english.joined(english.andOthers(['Mara'], 0))).toBe('Mara joined');
  expect(english.joined(english.andOthers(['Mara', 'Ole'], 0))).toBe('Mara and Ole joined');
  expect(english.left(english.andOthers(['Mara', 'Ole'], 3))).toBe('Mara, Ole and 3 others left');
  const { timeline: chinese } = dictionaries['zh-CN'];
  expect(chinese.joined(chinese.andOthers(['李娜', '林薇'], 3))).toBe('李娜、林薇和另外 3 人加入了');
});

it('days are named as people name them', () => {
  const english = createFormats('en', dictionaries.en);
  const chinese = createFormats('zh-CN', dictionaries['zh-CN']);
  expect(english.day(may14, may14 + hour)).toBe('Today, 14 May');
  expect(english.day(may14, may14 + 24 * hour)).toBe('Yesterday, 14 May');
  expect(english.day(may14, may14 + 72 * hour)).toMatch(/^Thursday,? 14 May$/u);
  expect(english.day(may14, may14 + 300 * 24 * hour)).toBe('14 May 2026');
  expect(chinese.day(may14, may14)).toMatch(/^今天 5月14日/u);
});

it('the language is the one chosen, or else the first of the system that there is', () => {
  expect(chooseLanguage('en', ['zh-CN'])).toBe('en');
  expect(chooseLanguage(null, ['de-DE', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
  expect(chooseLanguage(null, ['de-DE'])).toBe('en');
});

it('exact times tell the thousandth of a second, and durations their largest unit', () => {
  const english = createFormats('en', dictionaries.en);
  const chinese = createFormats('zh-CN', dictionaries['zh-CN']);
  expect(english.exactly(may14 + 7_112, may14)).toBe('09:58:07.112');
  expect(english.exactly(may14, may14 + 24 * hour)).toBe('Yesterday, 14 May, 09:58:00.000');
  for (const [ms, text] of [
    [0, /^0 ms$/u],
    [999, /^999 ms$/u],
    [24_400, /^24 secs?$/u],
    [5 * 60_000, /^5 mins?$/u],
    [7 * hour, /^7 hrs?$/u],
    [50 * hour, /^2 days$/u],
  ] as const)
    expect(english.duration(ms)).toMatch(text);
  expect(chinese.duration(7)).toBe('7毫秒');
});

it('sizes, short times and clocks that are off are written as people read them', () => {
  const english = createFormats('en', dictionaries.en);
  expect([512, 1_500, 1_572_864, 3_400_000_000, 5e12].map(english.bytes)).toEqual([
    ...['1 KiB', '1 KiB', '1.5 MiB', '3.2 GiB', '4,656.6 GiB'],
  ]);
  expect([0, 0.82, 9.94, 21.6].map(english.milliseconds)).toEqual(['0 ms', '0.8 ms', '9.9 ms', '22 ms']);
  expect([0, 38, -862.4, -125_000, 7 * hour].map(english.offset)).toEqual([
    ...['0 ms', '+38 ms', '\u2212862 ms', '\u22122 mins', '+7 hrs'],
  ]);
  expect(english.number(48_213)).toBe('48,213');
});
