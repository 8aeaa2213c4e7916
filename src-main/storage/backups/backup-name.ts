import { formatFileTime, parseFileTime } from '../file-time.ts';

/** What a backup's name tells of it. */
export interface BackupLabel {
  /** By the wall clock of the machine, which may have been wrong. */
  readonly madeAt: number;
  /** How far the log in it goes: no clock has to be right for that. */
  readonly epoch: number;
  readonly headSeq: number;
  /** Somebody asked for it. */
  readonly isByHand: boolean;
}

export function formatBackupName({ madeAt, epoch, headSeq, isByHand }: BackupLabel): string {
  return `server-${formatFileTime(madeAt)}-e${epoch}-s${headSeq}${isByHand ? byHandPart : ''}.db`;
}

/** Null for a file that is no backup. */
export function parseBackupName(name: string): BackupLabel | null {
  const parts = /^server-(\w{19})-e(\d{1,15})-s(\d{1,15})(-by-hand)?\.db$/u.exec(name);
  const madeAt = parseFileTime(parts?.[1] ?? '');
  if (parts === null || madeAt === null) return null;
  return { madeAt, epoch: Number(parts[2]), headSeq: Number(parts[3]), isByHand: parts[4] !== undefined };
}

const byHandPart = '-by-hand';

/**
 * The one whose log goes further is later; of two that go equally far, the one that was made later. The epoch goes before the
 * number of events: a later epoch knows every life of the log that devices show, and what was decided in it, so that the gate
 * opens by itself, while one before it leaves that to the host (H3). What it holds less, devices give back (H4).
 */
export function compareBackups(a: BackupLabel, b: BackupLabel): number {
  return a.epoch - b.epoch || a.headSeq - b.headSeq || a.madeAt - b.madeAt;
}

/** Of earlier epochs the one that holds most, where that is more than this one does: then part of it is not in this one. */
export function fullerBackup<Backup extends BackupLabel>(backups: readonly Backup[], than: BackupLabel): Backup | null {
  const earlier = backups.filter(({ epoch, headSeq }) => epoch < than.epoch && headSeq > than.headSeq);
  return earlier.toSorted((a, b) => b.headSeq - a.headSeq)[0] ?? null;
}
