import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, fitToWidth } from '#main/terminal/text/display-width.ts';
import { wrapText } from '#main/terminal/text/wrap-text.ts';

describe('the width of text', () => {
  it.each([
    ['', 0],
    ['Mara', 4],
    ['林薇', 4],
    ['東京チーム', 10],
    ['한국어', 6],
    ['ﾊﾝｶｸ', 4],
    ['Ａ', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['👀', 2],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['✓✓', 2],
    ['◌', 1],
    ['أميرة', 5],
    ['\u2068أميرة\u2069', 5],
  ])('of %j is %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('text cut to a width', () => {
  it.each([
    ['Mara Lindqvist', 20, 'Mara Lindqvist'],
    ['Mara Lindqvist', 8, 'Mara Li…'],
    ['林薇薇', 5, '林薇…'],
    ['林薇薇', 4, '林…'],
  ])('%j at %i is %j', (text, columns, cut) => {
    expect(cutToWidth(text, columns)).toBe(cut);
  });

  it('closes the isolate it cuts', () => {
    expect(cutToWidth('\u2068أميرة\u2069', 3)).toBe('\u2068أم…\u2069');
  });

  it('never takes more columns than it may, and exactly as many when it is fitted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
        expect(displayWidth(cutToWidth(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(fitToWidth(text, columns))).toBe(columns);
      }),
    );
  });
});

describe('wrapped text', () => {
  it.for<[string, string, number, string[]]>([
    ['breaks after words', 'one two three', 8, ['one two', 'three']],
    ['breaks a word that is longer than a line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['breaks between wide characters', '東京チーム', 5, ['東京', 'チー', 'ム']],
    ['keeps its own line feeds', 'a\n\nb', 10, ['a', '', 'b']],
    ['keeps the indent of code', 'if\n  then', 10, ['if', '  then']],
    ['is not broken where nothing has a width', 'x'.repeat(500), Infinity, ['x'.repeat(500)]],
  ])('%s', ([, text, columns, lines]) => {
    expect(wrapText(text, columns)).toEqual(lines);
  });

  it('fits and loses nothing but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
        const lines = wrapText(text, columns);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        const letters = (joined: string): string => joined.replace(/\s/gu, '');
        expect(letters(lines.join(''))).toBe(letters(text));
      }),
    );
  });
});
