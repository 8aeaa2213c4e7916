import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../readable-db.ts';
import type { HeldEvent } from './event-table.ts';

const copy = `INSERT OR IGNORE INTO setAside (stream, streamSeq, epoch, frame, isSigned)
  SELECT stream, streamSeq, epoch, frame, isSigned FROM events`;

/** Events of earlier epochs that the present one contradicts: out of sight, and never thrown away. */
export function createAsideTable(db: WritableDb) {
  const above = 'WHERE stream = ? AND streamSeq > ? AND epoch < ?';
  const copyAbove = db.change<[string, number, number]>(`${copy} ${above}`);
  const removeAbove = db.change<[string, number, number]>(`DELETE FROM events ${above}`);
  const one = 'WHERE stream = ? AND streamSeq = ?';
  const copyOne = db.change<[string, number]>(`${copy} ${one}`);
  const removeOne = db.change<[string, number]>(`DELETE FROM events ${one}`);
  return {
    /** Moves what earlier epochs than `epoch` had above `streamSeq`; returns how many events that were. */
    moveAbove: (stream: Stream, streamSeq: number, epoch: number): number => {
      copyAbove.run(stream, streamSeq, epoch);
      return removeAbove.run(stream, streamSeq, epoch).changes;
    },
    move: ({ stream, streamSeq }: HeldEvent): void => {
      copyOne.run(stream, streamSeq);
      removeOne.run(stream, streamSeq);
    },
  };
}
