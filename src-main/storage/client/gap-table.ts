import type { RoomId } from '#shared/domain/ids.ts';
import { roomOfStream, roomStream, type Stream } from '#shared/domain/stream.ts';
import type { Gap } from '../client-store.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Range } from './ranges.ts';

interface GapRow {
  readonly stream: Stream;
  readonly fromSeq: number;
  readonly toSeq: number;
}

// Holes first, for they stop their room; then the newest page of every room, the busiest first; then older pages.
const fillingOrder =
  '(g.fromSeq > s.stateAsOf) DESC, (g.toSeq >= s.head) DESC, s.newestSeq DESC, g.toSeq DESC, g.stream';

/** What may be read and is not on this device: ranges of `streamSeq`, per stream in order and apart from each other. */
export function createGapTable(db: WritableDb) {
  const ofStream = db.query<[string], GapRow>('SELECT * FROM gaps WHERE stream = ? ORDER BY fromSeq');
  const firstAbove = db.query<[string, number], GapRow>(
    'SELECT * FROM gaps WHERE stream = ? AND fromSeq > ? ORDER BY fromSeq LIMIT 1',
  );
  const at = db.query<[string, number], GapRow>(
    'SELECT * FROM gaps WHERE stream = ? AND fromSeq <= ? ORDER BY fromSeq DESC LIMIT 1',
  );
  const insert = db.change<[string, number, number]>('INSERT INTO gaps (stream, fromSeq, toSeq) VALUES (?, ?, ?)');
  const remove = db.change<[string, number]>('DELETE FROM gaps WHERE stream = ? AND fromSeq = ?');
  const count = db.query<[], { gaps: number }>('SELECT count(*) AS gaps FROM gaps');
  const next = db.query<[number], GapRow>(
    `SELECT g.stream, g.fromSeq, g.toSeq FROM gaps g JOIN streams s ON s.stream = g.stream
     ORDER BY ${fillingOrder} LIMIT ?`,
  );
  const nextOfRoom = db.query<[string, number], GapRow>(
    'SELECT * FROM gaps WHERE stream = ? ORDER BY fromSeq DESC LIMIT ?',
  );
  return {
    of: (stream: Stream): Range[] => ofStream.all(stream).map(rangeOf),
    firstAbove: (stream: Stream, streamSeq: number): Range | null => {
      const row = firstAbove.get(stream, streamSeq);
      return row === undefined ? null : rangeOf(row);
    },
    /** The nearest one that begins before `streamSeq`. */
    below: (stream: Stream, streamSeq: number): Range | null => {
      const row = at.get(stream, streamSeq - 1);
      return row === undefined ? null : rangeOf(row);
    },
    holds: (stream: Stream, streamSeq: number): boolean => (at.get(stream, streamSeq)?.toSeq ?? 0) >= streamSeq,
    add: (stream: Stream, { from, to }: Range) => insert.run(stream, from, to),
    remove: (stream: Stream, { from }: Range) => remove.run(stream, from),
    count: (): number => count.get()?.gaps ?? 0,
    /** What to fetch next, of all rooms. */
    next: (max: number): Gap[] => next.all(max).flatMap(gapOf),
    nextOfRoom: (roomId: RoomId, max: number): Gap[] => nextOfRoom.all(roomStream(roomId), max).flatMap(gapOf),
  };
}

function rangeOf({ fromSeq, toSeq }: GapRow): Range {
  return { from: fromSeq, to: toSeq };
}

function gapOf({ stream, fromSeq, toSeq }: GapRow): Gap[] {
  const roomId = roomOfStream(stream);
  return roomId === null ? [] : [{ roomId, from: fromSeq, to: toSeq }];
}
