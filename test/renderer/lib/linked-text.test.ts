import { expect, it } from 'vitest';
import { piecesOf } from '#renderer/lib/linked-text.ts';

const shown = (text: string): string[] =>
  piecesOf(text).map((piece) => (piece.type === 'link' ? `<${piece.url}>` : piece.text));

it('a web address is a link, without the full stop behind it', () => {
  expect(shown('See https://wiki.lan/a?b=1. Then go.')).toEqual(['See ', '<https://wiki.lan/a?b=1>', '. Then go.']);
});

it.each([
  'lease.ts and 10.20.4.31',
  'javascript:alert(1)',
  'ftp://x.lan/y',
  'mara@nordlicht.lan',
  'file:///etc/passwd',
])('%s is words', (text) => {
  expect(shown(text).join('')).toBe(text);
  expect(piecesOf(text).every(({ type }) => type === 'text')).toBe(true);
});

it('nothing of a text is lost', () => {
  const text = '看 https://例子.lan/路径 。\n\nأعدتُ http://a.lan';
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
