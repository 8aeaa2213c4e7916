import { compareBackups, type BackupLabel } from './backup-name.ts';

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

/** Of the newest so many hours, days and weeks in which backups were made, the last one of each stays. */
const periods = [
  { periodMs: hourMs, count: 24 },
  { periodMs: dayMs, count: 7 },
  { periodMs: 7 * dayMs, count: 4 },
] as const;

/** So many of those that somebody asked for stay whatever their age: one is made before something is tried. */
const byHandCount = 12;

/** Of the newest so many epochs the furthest one stays whatever its age: what a later epoch lacks may lie there alone. */
const epochCount = 12;

/** So many of the newest stay where backups have to make room for the next. */
const leastCount = 3;

/**
 * The backups that may go before their time where the disk has no room for the next one, those that go first at the beginning: what
 * somebody asked for stays, and whatever stays whatever its age.
 */
export function backupsToSpare<Backup extends BackupLabel>(backups: readonly Backup[]): Backup[] {
  const newestFirst = backups.toSorted((a, b) => b.madeAt - a.madeAt);
  const kept = new Set([...ageless(backups), ...newestFirst.slice(0, leastCount)]);
  return newestFirst.filter((backup) => !backup.isByHand && !kept.has(backup)).toReversed();
}

/**
 * The backups that have had their time. Periods without a backup do not count, so that a clock that jumps ahead ages nothing;
 * those that bear a time still to come are counted for themselves, so that they push nothing out when it has jumped back. The
 * one whose log goes furthest always stays, and so does the one that holds most, of whatever epoch.
 */
export function backupsToDrop<Backup extends BackupLabel>(backups: readonly Backup[], now: number): Backup[] {
  const furthestFirst = backups.toSorted((a, b) => compareBackups(b, a));
  const kept = new Set([
    ...ageless(backups),
    ...furthestFirst.filter(({ isByHand }) => isByHand).slice(0, byHandCount),
    ...keptOf(backups.filter(({ madeAt }) => madeAt <= now)),
    ...keptOf(backups.filter(({ madeAt }) => madeAt > now)),
  ]);
  return backups.filter((backup) => !kept.has(backup));
}

/** Those that stay whatever their age: the furthest of each of the newest epochs, and the one that holds most. */
function ageless<Backup extends BackupLabel>(backups: readonly Backup[]): Backup[] {
  const furthestFirst = backups.toSorted((a, b) => compareBackups(b, a));
  const fullest = backups.toSorted((a, b) => b.headSeq - a.headSeq || compareBackups(b, a)).slice(0, 1);
  return [...furthestOfEpochs(furthestFirst).slice(0, epochCount), ...fullest];
}

function furthestOfEpochs<Backup extends BackupLabel>(furthestFirst: readonly Backup[]): Backup[] {
  return furthestFirst.filter(({ epoch }, index) => furthestFirst[index - 1]?.epoch !== epoch);
}

function keptOf<Backup extends BackupLabel>(backups: readonly Backup[]): Backup[] {
  const newestFirst = backups.toSorted((a, b) => b.madeAt - a.madeAt);
  return periods.flatMap(({ periodMs, count }) => {
    const ofPeriod = new Map<number, Backup>();
    for (const backup of newestFirst) {
      const period = Math.floor(backup.madeAt / periodMs);
      if (!ofPeriod.has(period) && ofPeriod.size < count) ofPeriod.set(period, backup);
    }
    return [...ofPeriod.values()];
  });
}
