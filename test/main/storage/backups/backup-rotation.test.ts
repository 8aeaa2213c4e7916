import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBackupName,
  fullerBackup,
  parseBackupName,
  type BackupLabel,
} from '#main/storage/backups/backup-name.ts';
import { backupsToDrop, backupsToSpare } from '#main/storage/backups/backup-rotation.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 0, 1);

function backupAt(madeAt: number, headSeq = Math.floor(madeAt / 1_000)): BackupLabel {
  return { madeAt, epoch: 1, headSeq, isByHand: false };
}

/** A server that makes a backup at each of these moments, and drops what has had its time. */
function keepOf(moments: readonly number[]): BackupLabel[] {
  let kept: BackupLabel[] = [];
  for (const [count, at] of moments.entries()) {
    kept = [...kept, backupAt(at, count)];
    const dropped = new Set(backupsToDrop(kept, at));
    kept = kept.filter((backup) => !dropped.has(backup));
  }
  return kept;
}

const hourly = (from: number, count: number) => Array.from({ length: count }, (_, hour) => from + hour * hourMs);

describe('backups that make room for the next', () => {
  it('are the oldest ones, but for the newest three, what somebody asked for, and what stays whatever its age', () => {
    const backups = hourly(start, 8).map((at, index) => ({ ...backupAt(at, index), isByHand: index === 1 }));
    const [oldest, , third] = backups;
    const furthestOfEpoch2 = { ...backupAt(start - dayMs, 100), epoch: 2 };
    const spared = backupsToSpare([...backups, furthestOfEpoch2].toReversed());
    expect(spared.slice(0, 2)).toEqual([oldest, third]);
    expect(spared.map(({ headSeq }) => headSeq)).toEqual([0, 2, 3, 4]);
  });

  it('are none of the last three', () => {
    expect(backupsToSpare(hourly(start, 3).map((at) => backupAt(at)))).toEqual([]);
  });
});

describe('the rotation of backups', () => {
  it('keeps 24 of the last hours, 7 of the last days and 4 of the last weeks', () => {
    const kept = keepOf(hourly(start, 24 * 60)).map(({ madeAt }) => madeAt);
    const now = start + (24 * 60 - 1) * hourMs;
    expect(kept.filter((at) => at > now - dayMs)).toHaveLength(24);
    expect(new Set(kept.map((at) => Math.floor(at / dayMs))).size).toBeGreaterThanOrEqual(7);
    expect(new Set(kept.map((at) => Math.floor(at / (7 * dayMs)))).size).toBe(4);
    expect(kept.length).toBeLessThanOrEqual(24 + 7 + 4);
  });

  it('ages nothing in a time without backups', () => {
    const before = hourly(start, 10).map((at) => backupAt(at));
    expect(backupsToDrop([...before, backupAt(start + 400 * dayMs)], start + 400 * dayMs)).toEqual([]);
  });

  it('lets one from the future push nothing out', () => {
    const backups = hourly(start, 24).map((at) => backupAt(at));
    const future = backupAt(start + 3_650 * dayMs);
    expect(backupsToDrop([...backups, future], start + 24 * hourMs)).toEqual([]);
  });

  it('keeps what is made after a clock that was years ahead for days is right again', () => {
    const kept = keepOf([...hourly(start, 30), ...hourly(start + 900 * dayMs, 50), ...hourly(start + 80 * hourMs, 30)]);
    const right = kept.filter(({ madeAt }) => madeAt >= start + 80 * hourMs && madeAt < start + 800 * dayMs);
    expect(right.length).toBeGreaterThanOrEqual(24);
  });

  it('never drops the one whose log goes furthest, and keeps 70 at most, whatever the clock does', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(moments, (hours) => {
        const kept = keepOf(hours.map((hour) => start + hour * hourMs));
        expect(kept.some(({ headSeq }) => headSeq === hours.length - 1)).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(71);
      }),
    );
  });
});

describe('backups of several epochs', () => {
  const of = (epoch: number, headSeq: number, madeAt: number): BackupLabel => ({ ...backupAt(madeAt, headSeq), epoch });

  it('[H1] keep the furthest of each earlier one of the newest twelve, whatever their age', () => {
    const old = Array.from({ length: 14 }, (_, epoch) => of(epoch + 1, 10, start + epoch * 60_000));
    const shorter = of(5, 9, start + 30_000);
    const dropped = backupsToDrop([...old, shorter], start + dayMs);
    expect(dropped.map(({ epoch, headSeq }) => [epoch, headSeq]).toSorted(byEpoch)).toEqual([
      [1, 10],
      [2, 10],
      [5, 9],
    ]);
  });

  it('[H1] keep the one that holds most, of however many near-empty ones of later epochs and later hours', () => {
    const full = of(1, 5_000, start);
    const later = Array.from({ length: 60 }, (_, index) => of(index + 2, 3, start + (index + 1) * 40 * dayMs));
    expect(backupsToDrop([full, ...later], start + 3_000 * dayMs)).not.toContain(full);
  });

  it('that hold more than one of a later epoch are known, and not those that hold less', () => {
    const [full, less, later] = [of(1, 144, start), of(1, 80, start), of(2, 89, start)];
    expect(fullerBackup([later, full, less], later)).toBe(full);
    expect([fullerBackup([later, less], later), fullerBackup([later, full], full)]).toEqual([null, null]);
  });
});

const byEpoch = (one: readonly number[], other: readonly number[]) => (one[0] ?? 0) - (other[0] ?? 0);

describe('backups that somebody asked for', () => {
  const byHand = (count: number) =>
    Array.from({ length: count }, (_, minute) => ({ ...backupAt(start + minute * 60_000, minute), isByHand: true }));

  it('stay beside later ones of the same hour, the last twelve of them', () => {
    const made = byHand(12);
    const later = backupAt(start + 59 * 60_000);
    expect(backupsToDrop([...made, later], start + hourMs)).toEqual([]);
    expect(backupsToDrop([...byHand(14), later], start + hourMs)).toEqual(byHand(14).slice(0, 2));
  });

  it('stay for weeks, whatever is made by itself', () => {
    const later = hourly(start + hourMs, 24 * 60).map((at) => backupAt(at));
    const dropped = backupsToDrop([...byHand(12), ...later], start + 24 * 60 * hourMs);
    expect(dropped.filter(({ isByHand }) => isByHand)).toEqual([]);
  });

  it('take the place of those of an hour, a day and a week as all others do', () => {
    const made = hourly(start, 24 * 14).map((at) => ({ ...backupAt(at), isByHand: true }));
    const dropped = new Set(backupsToDrop(made, start + 24 * 14 * hourMs));
    expect(made.filter((backup) => !dropped.has(backup)).length).toBeGreaterThanOrEqual(24 + 7);
  });
});

describe('the name of a backup', () => {
  it('says when it was made and how far it goes, and is read again', () => {
    const label = { madeAt: start + 1, epoch: 3, headSeq: 4_711, isByHand: false };
    expect(formatBackupName(label)).toBe('server-20260101T000000001Z-e3-s4711.db');
    expect(parseBackupName(formatBackupName(label))).toEqual(label);
    const byHand = { ...label, isByHand: true };
    expect(formatBackupName(byHand)).toBe('server-20260101T000000001Z-e3-s4711-by-hand.db');
    expect(parseBackupName(formatBackupName(byHand))).toEqual(byHand);
  });

  it('sorts by time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const names = [a, b].map((madeAt) =>
          formatBackupName({ madeAt: madeAt * 1_000, epoch: 1, headSeq: 1, isByHand: false }),
        );
        expect(names.toSorted()).toEqual(a <= b ? names : names.toReversed());
      }),
    );
  });

  it.each(['server.db', 'server-20260101T000000001Z-e3-s4711.db.draft', 'server-20269901T000000001Z-e3-s1.db', ''])(
    'is none of %j',
    (name) => {
      expect(parseBackupName(name)).toBeNull();
    },
  );
});
