import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../readable-db.ts';

const copy = `INSERT OR IGNORE INTO setAside (stream, streamSeq, epoch, mac, frame, isSigned)
  SELECT stream, streamSeq, epoch, mac, frame, isSigned FROM events WHERE stream = ? AND streamSeq = ?`;

/** Events that the server lost or contradicts: out of sight, and never thrown away. */
export function createAsideTable(db: WritableDb) {
  const copyOne = db.change<[string, number]>(copy);
  const removeOne = db.change<[string, number]>('DELETE FROM events WHERE stream = ? AND streamSeq = ?');
  return {
    move: (stream: Stream, streamSeq: number): void => {
      copyOne.run(stream, streamSeq);
      removeOne.run(stream, streamSeq);
    },
  };
}
