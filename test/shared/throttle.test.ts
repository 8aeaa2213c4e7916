import { describe, expect, it } from 'vitest';
import { createThrottle } from '#shared/throttle.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

describe('a throttle', () => {
  function setup() {
    const clock = createFakeClock();
    const runs: number[] = [];
    const throttle = createThrottle(clock, 1_000, () => runs.push(clock.monotonic()));
    return { clock, runs, throttle };
  }

  it('runs the first time at once', () => {
    const { runs, throttle } = setup();
    throttle.ask();
    expect(runs).toEqual([0]);
  });

  it('runs once an interval, however often it is asked', () => {
    const { clock, runs, throttle } = setup();
    for (let index = 0; index < 35; index += 1) {
      throttle.ask();
      clock.advance(100);
    }
    expect(runs).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('runs at once again when nothing was asked for an interval', () => {
    const { clock, runs, throttle } = setup();
    throttle.ask();
    clock.advance(5_000);
    throttle.ask();
    expect(runs).toEqual([0, 5_000]);
  });

  it('forgets what was asked when it is cancelled, and leaves no timer', () => {
    const { clock, runs, throttle } = setup();
    throttle.ask();
    throttle.ask();
    throttle.cancel();
    expect(clock.pendingTimers()).toBe(0);
    clock.advance(5_000);
    expect(runs).toEqual([0]);
  });

  it('is not moved by a wall clock that jumps', () => {
    const { clock, runs, throttle } = setup();
    throttle.ask();
    clock.setNow(0);
    throttle.ask();
    clock.advance(1_000);
    expect(runs).toEqual([0, 1_000]);
  });
});
