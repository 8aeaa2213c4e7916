import * as v from 'valibot';

/** The largest whole number that every JSON reader keeps exact: 2^53 - 1. */
export const maxWholeNumber = Number.MAX_SAFE_INTEGER;

/** A whole number from `least` up to what JSON keeps exact: numbers, sequences, times in milliseconds. */
export function wholeNumber(least: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least));
}
