import { describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import { watchForSleep } from '#main/sleep-watch.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const hourMs = 3_600_000;

function setupWatch() {
  const clock = createFakeClock();
  const slept = { wallMs: 0, monotonicMs: 0 };
  let wakes = 0;
  const machine = {
    ...clock,
    now: () => clock.now() + slept.wallMs,
    monotonic: () => clock.monotonic() + slept.monotonicMs,
  };
  const stop = watchForSleep({ clock: machine, log: silentLogger }, () => (wakes += 1));
  /** How often it called back in the ten seconds after the clocks jumped by so much between two ticks. */
  const jump = (wallMs: number, monotonicMs: number): number => {
    const before = wakes;
    clock.advance(10_500);
    slept.wallMs += wallMs;
    slept.monotonicMs += monotonicMs;
    clock.advance(9_500);
    return wakes - before;
  };
  return { clock, jump, stop };
}

describe('a sleep watch', () => {
  it.each([
    ['where monotonic time stops meanwhile, as on Linux', hourMs, 0],
    ['where monotonic time goes on, as on macOS and Windows', hourMs, hourMs],
    ['where the wall clock was set back meanwhile', -hourMs, hourMs],
  ])('[D10, D11] wakes once after a sleep %s', (_where, wallMs, monotonicMs) => {
    const { jump } = setupWatch();
    expect(jump(wallMs, monotonicMs)).toBe(1);
    expect(jump(0, 0)).toBe(0);
    expect(jump(wallMs, monotonicMs)).toBe(1);
  });

  it.each([
    ['time that passes', 0, 0],
    ['ticks that are somewhat late', 3_000, 3_000],
    ['a wall clock that is set back', -hourMs, 0],
  ])('is not woken by %s', (_what, wallMs, monotonicMs) => {
    expect(setupWatch().jump(wallMs, monotonicMs)).toBe(0);
  });

  it('leaves nothing behind when it is stopped', () => {
    const { clock, jump, stop } = setupWatch();
    stop();
    expect(jump(hourMs, hourMs)).toBe(0);
    expect(clock.pendingTimers()).toBe(0);
  });
});
