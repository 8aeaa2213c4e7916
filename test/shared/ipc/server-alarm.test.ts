import { describe, expect, it } from 'vitest';
import { alarmOf, isSameAlarm } from '#shared/ipc/server-alarm.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';

type Care = Pick<ServerStatus, 'lastStop' | 'backups' | 'ballast'>;

const well: Care = {
  lastStop: { wasUnclean: true, isFirstStart: false, restored: null, check: { type: 'sound' } },
  backups: { count: 1, newestAt: 0, made: 1, failures: 1, lastFailure: null },
  ballast: { bytes: 1, isThere: true, freeBytes: 9, neededBytes: 2 },
};
const restored: Care = {
  ...well,
  lastStop: { ...well.lastStop, restored: { from: '/b.db', aside: '/a.db', why: 'damaged' } },
};
const failing: Care = { ...restored, backups: { ...well.backups, lastFailure: 'disk_full' } };
const full: Care = { ...failing, ballast: { bytes: 1, isThere: false, freeBytes: 1, neededBytes: 2 } };
const damaged: Care = { ...full, lastStop: { ...restored.lastStop, check: { type: 'damaged', finding: 'x' } } };

describe('the alarm of a server', () => {
  it.each([
    [well, null],
    [{ ...well, ballast: { bytes: 0, isThere: false, freeBytes: 0, neededBytes: 0 } }, null],
    // It is about to be taken.
    [{ ...well, ballast: { bytes: 1, isThere: false, freeBytes: 2, neededBytes: 2 } }, null],
    // Whoever asked for it knows.
    [
      { ...well, lastStop: { ...well.lastStop, restored: { from: '/b.db', aside: null, why: 'asked' as const } } },
      null,
    ],
    [restored, { type: 'database_restored', aside: '/a.db' }],
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
