import { describe, expect, it } from 'vitest';
import { alarmOf, isSameAlarm, type AlarmingStatus } from '#shared/ipc/server-alarm.ts';
import { sampleStatus } from '#test/support/sample-status.ts';

type Care = AlarmingStatus;

const well: Care = {
  lastStop: { wasUnclean: true, isFirstStart: false, restored: null, check: { type: 'sound' } },
  backups: { count: 1, newestAt: 0, made: 1, failures: 1, lastFailure: null },
  ballast: { bytes: 1, isThere: true, freeBytes: 9, neededBytes: 2 },
  verification: sampleStatus.verification,
};
const restored: Care = {
  ...well,
  lastStop: { ...well.lastStop, restored: { from: '/b.db', aside: '/a.db', why: 'damaged' } },
};
const closed: Care = { ...restored, verification: { ...well.verification, unsignedMessages: 1, closedDevices: 1 } };
const failing: Care = { ...closed, backups: { ...well.backups, lastFailure: 'disk_full' } };
const changed: Care = {
  ...failing,
  verification: { ...closed.verification, changedEvents: 1, firstChangedSeq: 7 },
};
const full: Care = { ...changed, ballast: { bytes: 1, isThere: false, freeBytes: 1, neededBytes: 2 } };
const damaged: Care = { ...full, lastStop: { ...restored.lastStop, check: { type: 'damaged', finding: 'x' } } };

describe('the alarm of a server', () => {
  it.each([
    [well, null],
    [{ ...well, ballast: { bytes: 0, isThere: false, freeBytes: 0, neededBytes: 0 } }, null],
    // It is about to be taken.
    [{ ...well, ballast: { bytes: 1, isThere: false, freeBytes: 2, neededBytes: 2 } }, null],
    // It was let in again.
    [{ ...well, verification: { ...well.verification, unsignedMessages: 1 } }, null],
    // Whoever asked for it knows.
    [
      { ...well, lastStop: { ...well.lastStop, restored: { from: '/b.db', aside: null, why: 'asked' as const } } },
      null,
    ],
    [restored, { type: 'database_restored', aside: '/a.db' }],
    [
      { ...well, lastStop: { ...well.lastStop, restored: { from: '/b.db', aside: '/a.db', why: 'behind' as const } } },
      { type: 'database_was_behind' },
    ],
    [closed, { type: 'device_closed' }],
    [changed, { type: 'database_changed' }],
    [failing, { type: 'backups_fail' }],
    [full, { type: 'disk_full' }],
    [damaged, { type: 'database_damaged' }],
  ])('is the gravest there is: %j', (care, alarm) => {
    expect(alarmOf(care)).toEqual(alarm);
  });

  it('is another one when its type is', () => {
    expect(isSameAlarm(null, null)).toBe(true);
    expect(isSameAlarm({ type: 'disk_full' }, { type: 'disk_full' })).toBe(true);
    expect(isSameAlarm({ type: 'disk_full' }, null)).toBe(false);
  });
});
