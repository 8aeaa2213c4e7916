import type { AccessInterval } from '#shared/domain/access.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../readable-db.ts';
import type { Range } from './ranges.ts';

/** How far this device has one stream. */
export interface StreamState {
  readonly stream: Stream;
  /** The highest `streamSeq` known of. */
  readonly head: number;
  /** Everything up to this `streamSeq` is in the state of the room; events at or below it are shown and not folded again. */
  readonly stateAsOf: number;
  /** The part of it that the server gave as a state; what lies between the two was folded on this device. */
  readonly givenAsOf: number;
  /** The `seq` of the newest event, 0 when none is held: says which room was busy last. */
  readonly newestSeq: number;
  /** What may be read (P6), as told when it began last. What lies in it up to `head` is held or is a gap. */
  readonly access: readonly AccessInterval[];
}

export function createStreamTable(db: WritableDb) {
  const select = db.query<[string], Omit<StreamState, 'access'> & { access: string }>(
    'SELECT * FROM streams WHERE stream = ?',
  );
  const selectRooms = db.query<[], { stream: Stream }>(
    "SELECT stream FROM streams WHERE stream >= 'room:' AND stream < 'room;'",
  );
  const selectAll = db.query<[], { stream: Stream }>('SELECT stream FROM streams');
  const upsert = db.change<[string, number, number, number, number, string]>(
    `INSERT INTO streams (stream, head, stateAsOf, givenAsOf, newestSeq, access) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET head = excluded.head, stateAsOf = excluded.stateAsOf,
       givenAsOf = excluded.givenAsOf, newestSeq = excluded.newestSeq, access = excluded.access`,
  );
  const newest = db.query<[], { seq: number | null }>('SELECT max(newestSeq) AS seq FROM streams');
  const forgetOthers = db.change<[]>(
    "DELETE FROM streams WHERE stream = 'server' OR (stream >= 'person:' AND stream < 'person;')",
  );
  return {
    find: (stream: Stream): StreamState | null => {
      const row = select.get(stream);
      return row === undefined ? null : { ...row, access: JSON.parse(row.access) as AccessInterval[] };
    },
    put: ({ stream, head, stateAsOf, givenAsOf, newestSeq, access }: StreamState) =>
      upsert.run(stream, head, stateAsOf, givenAsOf, newestSeq, JSON.stringify(access)),
    roomStreams: (): Stream[] => selectRooms.all().map(({ stream }) => stream),
    all: (): Stream[] => selectAll.all().map(({ stream }) => stream),
    /** The `seq` of the newest event that any stream has had, 0 where there is none. */
    newestSeq: (): number => newest.get()?.seq ?? 0,
    /** A snapshot says nothing of them: the next event of each begins it anew. */
    forgetOthers: () => forgetOthers.run(),
  };
}

/** A stream of which nothing is known yet. */
export function newStream(stream: Stream): StreamState {
  return { stream, head: 0, stateAsOf: 0, givenAsOf: 0, newestSeq: 0, access: [] };
}

/** What may be read up to `head`. */
export function readableRanges(access: readonly AccessInterval[], head: number): Range[] {
  return access.map(({ from, to }) => ({ from, to: Math.min(to ?? head, head) })).filter(({ from, to }) => from <= to);
}
