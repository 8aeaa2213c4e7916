import { expect, it } from 'vitest';
import { shownKey } from '#shared/domain/shown-key.ts';

it('[T1] a key is shown by its first sixteen characters, in four groups of capitals', () => {
  expect(shownKey('k7qdm2xa94ftpw3rabcdefghijklmnopqrstuvwxyz234567abcd')).toBe('K7QD-M2XA-94FT-PW3R');
});

it('what is shorter is shown as far as it goes', () => {
  expect(['', 'ab', 'abcdef'].map(shownKey)).toEqual(['', 'AB', 'ABCD-EF']);
});
