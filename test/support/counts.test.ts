import { expect, it } from 'vitest';
import { formatCounts, isGood, noCounts, sumOf } from './counts.ts';

const some = { ...noCounts, passed: 3, skipped: 1 };
const none = { ...noCounts, empty: 1 };

it('what passed, failed and was skipped is told in one line', () => {
  expect(formatCounts(some)).toBe('3 passed, 0 failed, 1 skipped');
  expect(formatCounts(noCounts)).toBe('0 passed, 0 failed, 0 skipped');
});

it('a lane in which no test ran has not failed one, and is told', () => {
  expect(formatCounts(none)).toBe('no test ran');
  expect(formatCounts(sumOf(some, none))).toBe('3 passed, 0 failed, 1 skipped, and in 1 lane no test ran');
});

it('a run is good where nothing failed and something ran in every lane', () => {
  expect(isGood(some)).toBe(true);
  expect(isGood(none)).toBe(false);
  expect(isGood({ ...some, failed: 1 })).toBe(false);
});
