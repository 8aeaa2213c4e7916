import { describe, expect, it } from 'vitest';
import { namesPerson } from '#shared/domain/mention.ts';

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
    ['with a sharp s that is written out', 'frag Frau GROSS', 'Frau Groß'],
  ])('%s', (_how, text, name) => {
    expect(namesPerson(text, name)).toBe(true);
  });

  it.each([
    ['by a part of the name', 'Mara is here', 'Mara Lindqvist'],
    ['within another word', 'a Marathon and Samara', 'Mara'],
    ['before a mark that makes it another letter', 'Mara\u0327', 'Mara'],
    ['within a name with digits or a low line', 'mara_2 mara2', 'Mara'],
    ['in an address', 'write to info@mara', 'Mara'],
    ['by one letter alone', 'plan X is ready', 'X'],
    ['by one character within a Chinese word', '王国', '王'],
    ['that is not there', 'nobody', 'Mara'],
    ['without a name', 'anything', ' '],
  ])('not %s', (_how, text, name) => {
    expect(namesPerson(text, name)).toBe(false);
  });
});
