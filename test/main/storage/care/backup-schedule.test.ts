import { describe, expect, it } from 'vitest';
import { createBackupSchedule } from '#main/storage/care/backup-schedule.ts';
import { err, ok } from '#shared/result.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const minuteMs = 60_000;
const made = ok({ type: 'made', file: 'x.db', bytes: 1 } as const);
const failed = err({ type: 'disk_full', folder: '/data' } as const);

function setupSchedule(newestAgeMs: number | null = null) {
  const clock = createFakeClock();
  const schedule = createBackupSchedule({ newestAgeMs, monotonic: clock.monotonic });
  /** Minutes until one is due. */
  const wait = () => {
    let minutes = 0;
    for (; !schedule.isDue(); minutes += 1) clock.advance(minuteMs);
    return minutes;
  };
  return { clock, schedule, wait };
}

describe('the schedule of backups', () => {
  it('is hourly, and begins a minute after the start where there is none', () => {
    const { schedule, wait } = setupSchedule();
    expect(wait()).toBe(1);
    schedule.note(made);
    expect(wait()).toBe(60);
  });

  it.each([
    ['a young one', 20 * minuteMs, 40],
    ['an old one', 90 * minuteMs, 1],
    ['one from the future', -5 * minuteMs, 1],
    ['one that is due in a moment', 59.9 * minuteMs, 1],
  ])('waits after a start with %s for what is left of its hour', (_, age, minutes) => {
    expect(setupSchedule(age).wait()).toBe(minutes);
  });

  it('tries again after five minutes, and tells what failed until one succeeds', () => {
    const { schedule, wait } = setupSchedule();
    wait();
    schedule.note(failed);
    expect(schedule.counts()).toEqual({ made: 0, failures: 1, lastFailure: 'disk_full' });
    expect(wait()).toBe(5);
    schedule.note(made);
    expect(schedule.counts()).toEqual({ made: 1, failures: 1, lastFailure: null });
  });

  it('does not notice a wall clock that jumps', () => {
    const { clock, schedule, wait } = setupSchedule();
    wait();
    schedule.note(made);
    clock.setNow(clock.now() + 10 * 365 * 24 * 60 * minuteMs);
    expect(wait()).toBe(60);
  });

  it('counts as done what needed no backup, and as made only what was', () => {
    const { schedule, wait } = setupSchedule();
    wait();
    schedule.note(ok({ type: 'unchanged', file: 'x.db' }));
    expect([schedule.counts().made, wait()]).toEqual([0, 60]);
  });
});
