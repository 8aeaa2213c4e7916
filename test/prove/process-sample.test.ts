import { expect, it } from 'vitest';
import { slopePerMinute } from './process-sample.ts';

it('tells how much more there is each minute', () => {
  const rising = [0, 1, 2, 3].map((second) => ({ atMs: second * 1_000, value: 100 + second * 0.5 }));
  expect(slopePerMinute(rising)).toBeCloseTo(30);
  expect(slopePerMinute(rising.map(({ atMs }) => ({ atMs, value: 7 })))).toBe(0);
  expect(slopePerMinute([{ atMs: 5, value: 7 }])).toBe(0);
});
