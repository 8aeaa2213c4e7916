import type { EpochId } from '#shared/domain/ids.ts';
import { connectReadOnly } from '../database.ts';
import { newerThanThis } from '../newer-than-this.ts';
import type { ReadableDb } from '../readable-db.ts';
import { databaseFile } from '../server/server-files.ts';
import { listBackups, type BackupFile } from './list-backups.ts';

/** The present life of a log, and its last event. */
interface LogEnd {
  readonly epoch: number;
  readonly epochId: EpochId;
  readonly headSeq: number;
  readonly mac: string;
}

/**
 * The backups that go on where the log ends, the furthest first: a backup holds only what was on the disk, so that the log has gone
 * back. They hold all that it holds. None where that cannot be read; the database may not be open in this process.
 */
export function furtherBackups(folder: string): BackupFile[] {
  const file = databaseFile(folder);
  const backups = listBackups(folder);
  if (backups.length === 0 || newerThanThis(file) !== null) return [];
  const end = readFrom(file, endOf);
  if (end === null) return [];
  const isFurther = ({ epoch, headSeq }: BackupFile) =>
    epoch > end.epoch || (epoch === end.epoch && headSeq > end.headSeq);
  return backups.filter((backup) => isFurther(backup) && readFrom(backup.file, (db) => goesOnFrom(db, end)) === true);
}

function endOf(db: ReadableDb): LogEnd | null {
  const end = db
    .query<[], LogEnd>(
      `SELECT epoch, epochId, events.seq AS headSeq, events.mac AS mac FROM
         (SELECT epoch, epochId FROM epochs ORDER BY epoch DESC LIMIT 1),
         (SELECT seq, mac FROM events ORDER BY seq DESC LIMIT 1) AS events`,
    )
    .get();
  return end ?? null;
}

/** Of another life it would be another log from some place on, and nobody can say which is right. */
function goesOnFrom(db: ReadableDb, { epoch, epochId, headSeq, mac }: LogEnd): boolean {
  const query = `SELECT count(*) AS found FROM epochs, events WHERE epochs.epoch = ? AND epochId = ? AND seq = ? AND mac = ?`;
  const held = db.query<[number, EpochId, number, string], { found: number }>(query).get(epoch, epochId, headSeq, mac);
  return held?.found === 1;
}

function readFrom<Value>(file: string, read: (db: ReadableDb) => Value): Value | null {
  try {
    const db = connectReadOnly(file);
    try {
      return read(db);
    } finally {
      db.close();
    }
  } catch {
    // Whoever opens it is told what is wrong with it.
    return null;
  }
}
