import { describe, expect, it } from 'vitest';
import { maxWallClock } from '#shared/domain/wall-clock.ts';
import { createLatestClock } from '#shared/domain/latest-clock.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

describe('the latest moment that a server has seen', () => {
  it('[T6] is that of its clock while that is right', () => {
    const clock = createFakeClock();
    const latest = createLatestClock(clock, () => 0);
    expect(latest.now()).toBe(clock.now());
    clock.advance(5_000);
    expect(latest.now()).toBe(clock.now());
  });

  it('[T6] does not go back with the clock, and goes on with the time that passes', () => {
    const clock = createFakeClock();
    const latest = createLatestClock(clock, () => 0);
    const before = latest.now();
    clock.setNow(before - 1_000_000);
    expect(latest.now()).toBe(before);
    clock.advance(7_000);
    expect(latest.now()).toBe(before + 7_000);
    clock.setNow(before + 60_000);
    expect(latest.now()).toBe(before + 60_000);
  });

  it('[T6] begins where something was seen later than the clock has it, and goes on from there', () => {
    const clock = createFakeClock();
    const seen = clock.now() + 1_000_000;
    const latest = createLatestClock(clock, () => seen);
    expect(latest.now()).toBe(seen);
    clock.advance(3_000);
    expect(latest.now()).toBe(seen + 3_000);
  });

  it('[T6] is later where somebody else has seen a later one, and no earlier for an earlier one', () => {
    const clock = createFakeClock();
    const latest = createLatestClock(clock, () => 0);
    const seen = clock.now() + 1_000_000;
    latest.notice(seen);
    latest.notice(seen - 500_000);
    clock.advance(10);
    expect(latest.now()).toBe(seen + 10);
  });

  it('[P9] can be shown however wrong the clock is', () => {
    const latest = createLatestClock({ now: () => Number.MAX_VALUE, monotonic: () => 0.25 }, () => 0);
    expect(latest.now()).toBe(maxWallClock);
  });
});
