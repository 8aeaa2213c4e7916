import { expect, it } from 'vitest';
import { largestTimeUnit, type TimeUnit } from '#shared/largest-time-unit.ts';

it.each<[ms: number, unit: TimeUnit, count: number]>([
  [0, 'millisecond', 0],
  [999, 'millisecond', 999],
  [1_000, 'second', 1],
  [59_999, 'second', 59],
  [60_000, 'minute', 1],
  [3_599_999, 'minute', 59],
  [3_600_000, 'hour', 1],
  [86_399_999, 'hour', 23],
  [86_400_000, 'day', 1],
  [1e12, 'day', 11_574],
  [-90_000, 'minute', -1],
])('%i ms are counted in the largest unit that they fill, whole ones alone', (ms, unit, count) => {
  expect(largestTimeUnit(ms)).toEqual({ unit, count });
});
