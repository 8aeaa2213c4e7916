import type { EpochId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../../readable-db.ts';

/** Where an event stood in one life of the log. */
export interface GivenPlace {
  readonly epochId: EpochId;
  readonly seq: number;
  readonly stream: Stream;
  readonly streamSeq: number;
}

/** A part of one life of the log: `after < number <= upTo`. */
export interface LifePart {
  readonly epochId: EpochId;
  readonly after: number;
  readonly upTo: number;
}

/**
 * The places, in lives that the log lost, of events that were given back. A command can have one in each life, and those of a life
 * are counted apart: what came back says how much of which is missing (H3, H7).
 */
export interface GivenPlaceTable {
  /** `isTaken`: false where the log has other words under the same command. */
  put(place: GivenPlace, isTaken: boolean): void;
  isGiven(place: Pick<GivenPlace, 'epochId' | 'seq'>): boolean;
  isAnyOf(epochId: EpochId): boolean;
  /** How many are in the log again, or wait; by `seq`. */
  countTaken(part: LifePart): number;
  /** How many of one stream, by `streamSeq`. */
  countInStream(stream: Stream, part: LifePart): number;
}

export function createGivenPlaceTable(db: WritableDb): GivenPlaceTable {
  const write = db.change<[string, number, string, number, number]>(
    'INSERT OR REPLACE INTO givenPlaces (epochId, seq, stream, streamSeq, isTaken) VALUES (?, ?, ?, ?, ?)',
  );
  const one = db.query<[string, number], { one: number }>(
    'SELECT 1 AS one FROM givenPlaces WHERE epochId = ? AND seq = ?',
  );
  const any = db.query<[string], { one: number }>('SELECT 1 AS one FROM givenPlaces WHERE epochId = ? LIMIT 1');
  const taken = db.query<[string, number, number], { rows: number }>(
    'SELECT count(*) AS rows FROM givenPlaces WHERE epochId = ? AND seq > ? AND seq <= ? AND isTaken = 1',
  );
  const inStream = db.query<[string, string, number, number], { rows: number }>(
    `SELECT count(DISTINCT streamSeq) AS rows FROM givenPlaces
     WHERE epochId = ? AND stream = ? AND streamSeq > ? AND streamSeq <= ?`,
  );
  return {
    put: ({ epochId, seq, stream, streamSeq }, isTaken) => {
      write.run(epochId, seq, stream, streamSeq, Number(isTaken));
    },
    isGiven: ({ epochId, seq }) => one.get(epochId, seq) !== undefined,
    isAnyOf: (epochId) => any.get(epochId) !== undefined,
    countTaken: ({ epochId, after, upTo }) => taken.get(epochId, after, upTo)?.rows ?? 0,
    countInStream: (stream, { epochId, after, upTo }) => inStream.get(epochId, stream, after, upTo)?.rows ?? 0,
  };
}
