import type { CommandId, EpochId, PersonId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../../readable-db.ts';

/** Where an event stood in one life of the log, and whose it is. */
export interface GivenPlace {
  readonly epochId: EpochId;
  readonly seq: number;
  readonly stream: Stream;
  readonly streamSeq: number;
  readonly personId: PersonId;
  readonly commandId: CommandId;
  /** The epoch in which it was said first. */
  readonly originEpoch: number;
}

/** A life of the log, and the last `seq` that this one shares with it. */
export interface LostLife {
  readonly epoch: number;
  readonly epochId: EpochId;
  readonly sharedSeq: number;
}

type PlaceOfCommand = Pick<GivenPlace, 'epochId' | 'seq' | 'personId' | 'commandId'>;

/** A part of one life of the log: `after < seq <= upTo`. */
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
  put(place: GivenPlace, given: { readonly givenIn: number; readonly isTaken: boolean }): void;
  /** The log has other words under the same command. */
  notTaken(place: PlaceOfCommand): void;
  isGiven(place: PlaceOfCommand): boolean;
  /** Whether it was given, from whatever life, in the words that the log has. */
  isAnyTaken(personId: PersonId, commandId: CommandId): boolean;
  /** How many were given. */
  count(part: LifePart): number;
  /** How many of those the log has other words for. */
  countRefused(part: LifePart): number;
  /** How many came back by other lives alone, of those that can have stood in this one: where, nobody has told. */
  countElsewhere(life: LostLife, givenIn: number): number;
  inStream(stream: Stream): StreamPlaces;
  /** Whether any stood in this stream in a life that began with that epoch or later. */
  isAnySince(epoch: number, stream: Stream): boolean;
}

/** The same of one stream. Whatever became of them: that nothing is missing does not depend on that. */
export interface StreamPlaces {
  /** By `streamSeq`. */
  count(part: LifePart): number;
  countElsewhere(life: LostLife, givenIn: number): number;
}

/** What came back, in this epoch or an earlier one, of what was said before the life began and that the log does not share with it. */
const elsewhere = `SELECT count(*) AS rows FROM (
    SELECT personId, commandId, stream FROM pieces WHERE originEpoch < ? AND (healedSeq IS NULL OR healedSeq > ?)
    UNION SELECT personId, commandId, stream FROM givenPlaces WHERE givenIn = ? AND originEpoch < ?) returnedElsewhere
  WHERE NOT EXISTS (
    SELECT 1 FROM givenPlaces p WHERE p.personId = returnedElsewhere.personId AND p.commandId = returnedElsewhere.commandId AND p.epochId = ?)`;

interface Counted {
  readonly rows: number;
}

export function createGivenPlaceTable(db: WritableDb): GivenPlaceTable {
  const write = db.change<[string, number, string, number, string, string, number, number, number]>(
    `INSERT OR REPLACE INTO givenPlaces (epochId, seq, stream, streamSeq, personId, commandId, originEpoch, givenIn, isTaken)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const atPlace = 'epochId = ? AND seq = ? AND personId = ? AND commandId = ?';
  const notTaken = db.change<[string, number, string, string]>(`UPDATE givenPlaces SET isTaken = 0 WHERE ${atPlace}`);
  const one = db.query<[string, number, string, string], { one: number }>(
    `SELECT 1 AS one FROM givenPlaces WHERE ${atPlace}`,
  );
  const anyTaken = db.query<[string, string], { one: number }>(
    'SELECT 1 AS one FROM givenPlaces WHERE personId = ? AND commandId = ? AND isTaken = 1 LIMIT 1',
  );
  const given = db.query<[string, number, number], Counted>(
    'SELECT count(DISTINCT seq) AS rows FROM givenPlaces WHERE epochId = ? AND seq > ? AND seq <= ?',
  );
  const taken = db.query<[string, number, number], Counted>(
    'SELECT count(DISTINCT seq) AS rows FROM givenPlaces WHERE epochId = ? AND seq > ? AND seq <= ? AND isTaken = 1',
  );
  const countIn = (query: typeof given, { epochId, after, upTo }: LifePart) =>
    query.get(epochId, after, upTo)?.rows ?? 0;
  const inStream = db.query<[string, string, number, number], Counted>(
    `SELECT count(DISTINCT streamSeq) AS rows FROM givenPlaces
     WHERE epochId = ? AND stream = ? AND streamSeq > ? AND streamSeq <= ?`,
  );
  const anySince = db.query<[string, number], { one: number }>(
    `SELECT 1 AS one FROM givenPlaces WHERE stream = ? AND epochId IN (SELECT epochId FROM shownPositions WHERE epoch >= ?)
     LIMIT 1`,
  );
  const countElsewhere = db.query<[number, number, number, number, string], Counted>(elsewhere);
  const streamElsewhere = db.query<[number, number, number, number, string, string], Counted>(
    `${elsewhere} AND returnedElsewhere.stream = ?`,
  );
  const paramsOf = ({ epoch, epochId, sharedSeq }: LostLife, givenIn: number) =>
    [epoch, sharedSeq, givenIn, epoch, epochId] as const;
  return {
    put: ({ epochId, seq, stream, streamSeq, personId, commandId, originEpoch }, { givenIn, isTaken }) => {
      write.run(epochId, seq, stream, streamSeq, personId, commandId, originEpoch, givenIn, Number(isTaken));
    },
    notTaken: ({ epochId, seq, personId, commandId }) => {
      notTaken.run(epochId, seq, personId, commandId);
    },
    isGiven: ({ epochId, seq, personId, commandId }) => one.get(epochId, seq, personId, commandId) !== undefined,
    isAnyTaken: (personId, commandId) => anyTaken.get(personId, commandId) !== undefined,
    count: (part) => countIn(given, part),
    countRefused: (part) => countIn(given, part) - countIn(taken, part),
    countElsewhere: (life, givenIn) => countElsewhere.get(...paramsOf(life, givenIn))?.rows ?? 0,
    inStream: (stream) => ({
      count: ({ epochId, after, upTo }) => inStream.get(epochId, stream, after, upTo)?.rows ?? 0,
      countElsewhere: (life, givenIn) => streamElsewhere.get(...paramsOf(life, givenIn), stream)?.rows ?? 0,
    }),
    isAnySince: (epoch, stream) => anySince.get(stream, epoch) !== undefined,
  };
}
