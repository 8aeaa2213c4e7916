import type { Epoch } from '#shared/domain/epoch.ts';
import type { CommandId, DeviceKey, EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { WritableDb } from '../../readable-db.ts';

/** An event that a device gave back. */
export interface Piece {
  readonly personId: PersonId;
  readonly commandId: CommandId;
  /** The life of the log that it stood in, and where. */
  readonly epochId: EpochId;
  readonly epoch: number;
  readonly seq: number;
  readonly stream: Stream;
  readonly streamSeq: number;
  /** Where it stood first. */
  readonly originEpoch: number;
  readonly originSeq: number;
  readonly giver: PersonId;
}

export interface WaitingPiece extends Piece {
  readonly frame: string;
}

/** A person, a room or a device. */
export type Needed = PersonId | RoomId | DeviceKey;

export interface PieceTable {
  isKnown(personId: PersonId, commandId: CommandId): boolean;
  /** The frame of one that waits; null where none does. */
  frameOf(personId: PersonId, commandId: CommandId): string | null;
  /** Where it stood in the life of the log from which it came back; null where it did not. */
  placeOf(personId: PersonId, commandId: CommandId): (Epoch & Pick<Piece, 'seq'>) | null;
  /** Waits for the gate, or for what it belongs to. */
  keep(piece: WaitingPiece, takenIn: number): void;
  /** This has to come first. */
  wait(piece: Piece, needed: Needed): void;
  /** It is in the log at `seq`. */
  healed(piece: Piece, seq: number, takenIn: number): void;
  /** All of them, in the order of origin. */
  waiting(): WaitingPiece[];
  /** Those that wait for any of these, in the order of origin, and those of which it is not known. */
  waitingFor(needed: ReadonlySet<Needed>): WaitingPiece[];
  waitingCount(): number;
  /** Never was accepted, whatever its mac says. */
  drop(piece: Piece): void;
  givers(takenIn: number): { readonly personId: PersonId; readonly events: number }[];
  isAnyTakenIn(epoch: number): boolean;
  /** Whether any came since an epoch from a life that began before it. */
  isAnyOlderTakenSince(epoch: number): boolean;
  /** Whether this person made any of them. */
  isOf(personId: PersonId): boolean;
}

const columns = 'personId, commandId, epochId, epoch, seq, stream, streamSeq, originEpoch, originSeq, giver';

export function createPieceTable(db: WritableDb): PieceTable {
  const one = db.query<[string, string], { one: number }>(
    'SELECT 1 AS one FROM pieces WHERE personId = ? AND commandId = ?',
  );
  const frameOf = db.query<[string, string], { frame: string | null }>(
    'SELECT frame FROM pieces WHERE personId = ? AND commandId = ?',
  );
  const placeOf = db.query<[string, string], Epoch & Pick<Piece, 'seq'>>(
    'SELECT epoch, epochId, seq FROM pieces WHERE personId = ? AND commandId = ?',
  );
  const write = db.change<(string | number | null)[]>(
    `INSERT INTO pieces (${columns}, takenIn, healedSeq, frame) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (personId, commandId) DO UPDATE SET healedSeq = excluded.healedSeq, frame = excluded.frame,
       takenIn = excluded.takenIn`,
  );
  const waiting = db.query<[], WaitingPiece>(
    `SELECT ${columns}, frame FROM pieces WHERE frame IS NOT NULL ORDER BY originEpoch, originSeq, commandId`,
  );
  const waitingFor = db.query<[needed: string | null], WaitingPiece>(
    `SELECT ${columns}, frame FROM pieces WHERE frame IS NOT NULL AND waitsFor IS ?`,
  );
  const wait = db.change<[needed: string, personId: string, commandId: string]>(
    'UPDATE pieces SET waitsFor = ? WHERE personId = ? AND commandId = ?',
  );
  const waitingCount = db.query<[], { rows: number }>('SELECT count(*) AS rows FROM pieces WHERE frame IS NOT NULL');
  const remove = db.change<[string, string]>('DELETE FROM pieces WHERE personId = ? AND commandId = ?');
  const givers = db.query<[number], { personId: PersonId; events: number }>(
    `SELECT giver AS personId, count(*) AS events FROM pieces WHERE takenIn = ? AND healedSeq IS NOT NULL
     GROUP BY giver ORDER BY events DESC, giver`,
  );
  const anyTaken = db.query<[number], { one: number }>('SELECT 1 AS one FROM pieces WHERE takenIn = ? LIMIT 1');
  const anyOlder = db.query<[number, number], { one: number }>(
    'SELECT 1 AS one FROM pieces WHERE takenIn >= ? AND epoch < ? LIMIT 1',
  );
  const anyOf = db.query<[string], { one: number }>('SELECT 1 AS one FROM pieces WHERE personId = ? LIMIT 1');
  const put = (piece: Piece, ...rest: [takenIn: number, healedSeq: number | null, frame: string | null]) => {
    const { personId, commandId, epochId, epoch, seq, stream, streamSeq, originEpoch, originSeq, giver } = piece;
    write.run(personId, commandId, epochId, epoch, seq, stream, streamSeq, originEpoch, originSeq, giver, ...rest);
  };
  return {
    isKnown: (personId, commandId) => one.get(personId, commandId) !== undefined,
    frameOf: (personId, commandId) => frameOf.get(personId, commandId)?.frame ?? null,
    placeOf: (personId, commandId) => placeOf.get(personId, commandId) ?? null,
    keep: (piece, takenIn) => {
      put(piece, takenIn, null, piece.frame);
    },
    healed: (piece, seq, takenIn) => {
      put(piece, takenIn, seq, null);
    },
    wait: ({ personId, commandId }, needed) => {
      wait.run(needed, personId, commandId);
    },
    waiting: () => waiting.all(),
    waitingFor: (needed) => [null, ...needed].flatMap((each) => waitingFor.all(each)).toSorted(byOrigin),
    waitingCount: () => waitingCount.get()?.rows ?? 0,
    drop: ({ personId, commandId }) => {
      remove.run(personId, commandId);
    },
    givers: (takenIn) => givers.all(takenIn),
    isOf: (personId) => anyOf.get(personId) !== undefined,
    isAnyTakenIn: (epoch) => anyTaken.get(epoch) !== undefined,
    isAnyOlderTakenSince: (epoch) => anyOlder.get(epoch, epoch) !== undefined,
  };
}

function byOrigin(one: Piece, other: Piece): number {
  const order = one.originEpoch - other.originEpoch || one.originSeq - other.originSeq;
  return order || (one.commandId < other.commandId ? -1 : 1);
}
