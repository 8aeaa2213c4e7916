import { expect, it } from 'vitest';
import { createRecentTimes } from '#main/storage/server/recent-times.ts';

it('the times of the last commits say nothing before the first', () => {
  expect(createRecentTimes().read()).toBeNull();
});

it('the times of the last commits are their mean and the worst of them, and older ones are forgotten', () => {
  const times = createRecentTimes(3);
  times.add(90);
  times.add(2);
  expect(times.read()).toEqual({ count: 2, meanMs: 46, worstMs: 90 });
  times.add(4);
  times.add(6);
  expect(times.read()).toEqual({ count: 3, meanMs: 4, worstMs: 6 });
});
