import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { maxWholeNumber, wholeNumber } from '#shared/domain/whole-number.ts';

describe('a whole number', () => {
  it('[P9] reaches to 2^53 - 1', () => {
    expect(maxWholeNumber).toBe(2 ** 53 - 1);
    expect(v.is(wholeNumber(0), 2 ** 53 - 1)).toBe(true);
    expect(v.is(wholeNumber(0), 2 ** 53)).toBe(false);
  });

  it('starts where it is said to start', () => {
    expect([-1, 0, 1].map((value) => v.is(wholeNumber(0), value))).toEqual([false, true, true]);
    expect([0, 1, 2].map((value) => v.is(wholeNumber(1), value))).toEqual([false, true, true]);
  });

  it.each([0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null, true, [1]])('[P9] is not %s', (value) => {
    expect(v.is(wholeNumber(0), value)).toBe(false);
  });

  it.each(['1e3', '1000.0', '10E2', '1000'])('written as %s is the number it means', (json) => {
    expect(v.parse(wholeNumber(0), JSON.parse(json))).toBe(1000);
  });
});
