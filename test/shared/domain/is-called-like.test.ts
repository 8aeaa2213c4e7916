import { expect, it } from 'vitest';
import { isCalledLike } from '#shared/domain/is-called-like.ts';

it('[T8] names are alike that people take for each other, and other texts only when they are the same', () => {
  expect(isCalledLike('Werkstatt Süd', 'WERKSTATT  SÜD')).toBe(true);
  // A Cyrillic а.
  expect(isCalledLike('Werkstatt', 'Werkst\u0430tt')).toBe(true);
  expect(isCalledLike('Werkstatt Süd', 'Werkstatt Nord')).toBe(false);
  expect([isCalledLike('', ''), isCalledLike('', 'Werkstatt')]).toEqual([true, false]);
});
