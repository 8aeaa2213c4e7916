import { expect, it } from 'vitest';
import { formatCounts, formatFailures, isGood, noCounts, sumOf } from './counts.ts';

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

it('what failed is named, in the order in which it did', () => {
  const broken = sumOf({ ...noCounts, failures: ['check lint'] }, { ...some, failures: ['a.test.ts > b'] });
  expect(formatFailures(broken)).toBe('FAILED: check lint\nFAILED: a.test.ts > b\n');
  expect(formatCounts(broken)).toBe('3 passed, 2 failed, 1 skipped');
  expect(formatFailures(some)).toBe('');
});

it('a run is good where nothing failed and something ran in every lane', () => {
  expect(isGood(some)).toBe(true);
  expect(isGood(none)).toBe(false);
  expect(isGood({ ...some, failures: ['a test'] })).toBe(false);
});
