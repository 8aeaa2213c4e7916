import { expect, it } from 'vitest';
import { countError, isErrorFinal, type ErrorTimes } from '#shared/protocol/error-budget.ts';

it('the last error of so many in a minute is the final one, and what is older is forgotten', () => {
  let times: ErrorTimes = [];
  const isFinalAt = (now: number): boolean => {
    times = countError(times, now);
    return isErrorFinal(times, 3);
  };
  expect([0, 1, 2].map(isFinalAt)).toEqual([false, false, true]);
  expect([60_000, 121_000].map(isFinalAt)).toEqual([true, false]);
});
