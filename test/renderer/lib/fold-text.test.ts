import { expect, it } from 'vitest';
import { foldText } from '#renderer/lib/fold-text.ts';

it('forty lines and four thousand characters stand as they are', () => {
  expect(foldText('')).toBeNull();
  expect(foldText(Array<string>(40).fill('line').join('\n'))).toBeNull();
  expect(foldText('x'.repeat(4_000))).toBeNull();
});

it('more is cut after the fortieth line, or within a long one', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => String(index));
  expect(foldText(lines.join('\n'))).toBe(lines.slice(0, 40).join('\n'));
  expect(foldText('x'.repeat(4_001))).toBe('x'.repeat(4_000));
});

it('a letter of two units is not cut in two', () => {
  expect(foldText(`${'x'.repeat(3_999)}🚪🚪`)).toBe('x'.repeat(3_999));
});
