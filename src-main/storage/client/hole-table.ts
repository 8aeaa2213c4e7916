import type { Stream } from '#shared/domain/stream.ts';
import type { HoleCounts, StreamHoles } from '#shared/ipc/device-diagnostics.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Range } from './ranges.ts';

/** Holes that streams have shown (D8): how many there were, how many were mended, and which are open. */
export function createHoleTable(db: WritableDb) {
  const countFound = db.change<[string]>(
    `INSERT INTO holeCounts (stream, found, mended) VALUES (?, 1, 0)
     ON CONFLICT (stream) DO UPDATE SET found = found + 1`,
  );
  const countMended = db.change<[string]>('UPDATE holeCounts SET mended = mended + 1 WHERE stream = ?');
  const insert = db.change<[string, number, number]>(
    'INSERT OR REPLACE INTO openHoles (stream, fromSeq, toSeq) VALUES (?, ?, ?)',
  );
  const remove = db.change<[string, number]>('DELETE FROM openHoles WHERE stream = ? AND fromSeq = ?');
  const open = db.query<[string], Range>(
    'SELECT fromSeq AS "from", toSeq AS "to" FROM openHoles WHERE stream = ? ORDER BY fromSeq',
  );
  const all = db.query<[], StreamHoles>(
    `SELECT c.stream, c.found, c.mended, (SELECT count(*) FROM openHoles o WHERE o.stream = c.stream) AS open
     FROM holeCounts c ORDER BY c.stream`,
  );
  const total = db.query<[], HoleCounts>(
    'SELECT coalesce(sum(found), 0) AS found, coalesce(sum(mended), 0) AS mended FROM holeCounts',
  );
  return {
    found: (stream: Stream, { from, to }: Range): void => {
      countFound.run(stream);
      insert.run(stream, from, to);
    },
    mended: (stream: Stream, { from }: Range): void => {
      countMended.run(stream);
      remove.run(stream, from);
    },
    /** What was missing will not come: it may not be read any more, or the server lost it. */
    givenUp: (stream: Stream, { from }: Range) => remove.run(stream, from),
    open: (stream: Stream): Range[] => open.all(stream),
    all: (): StreamHoles[] => all.all(),
    total: (): HoleCounts => total.get() ?? { found: 0, mended: 0 },
  };
}
