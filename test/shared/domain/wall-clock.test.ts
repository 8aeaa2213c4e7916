import * as v from 'valibot';
import { expect, it } from 'vitest';
import { isWallClock, maxWallClock, readWallClock, wallClockSchema } from '#shared/domain/wall-clock.ts';

it('[P9] a moment is one that every calendar can show', () => {
  expect(new Date(maxWallClock).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  for (const moment of [0, 1, maxWallClock])
    expect([v.is(wallClockSchema, moment), isWallClock(moment)]).toEqual([true, true]);
  for (const moment of [-1, 0.5, maxWallClock + 1, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, Number.NaN, '1'])
    expect([v.is(wallClockSchema, moment), isWallClock(moment)]).toEqual([false, false]);
});

it('[P9] what a clock tells is a moment, however wrong it is', () => {
  const readings = [-5, 1.7, Number.MAX_SAFE_INTEGER].map((now) => readWallClock({ now: () => now }));
  expect(readings).toEqual([0, 1, maxWallClock]);
});
