import { describe, expect, it } from 'vitest';
import { timerMs } from '#main/system-clock.ts';

describe('a timer of the machine', () => {
  it.each([
    [0, 0],
    [25_000, 25_000],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [Number.MAX_SAFE_INTEGER, 2 ** 31 - 1],
    [Infinity, 2 ** 31 - 1],
  ])('for %d ms is set to %d ms: no delay is so long that it fires at once', (delayMs, expected) => {
    expect(timerMs(delayMs)).toBe(expected);
  });
});
