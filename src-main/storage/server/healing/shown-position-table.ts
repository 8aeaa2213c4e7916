import type { EpochId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../../readable-db.ts';

/** How far a life of the log went beyond what this log holds of it, as far as any device has shown. */
export interface ShownPosition {
  readonly epoch: number;
  readonly epochId: EpochId;
  readonly seq: number;
  /** The last `streamSeq` of the stream `server` there. */
  readonly serverHead: number;
  /** The last `seq` that this log shares with it, and the last `streamSeq` of `server` up to there. */
  readonly sharedSeq: number;
  readonly sharedServerHead: number;
  /** How far those were whose devices have given all that they hold, in the log and in the stream `server`. */
  readonly givenSeq: number;
  readonly givenServerHead: number;
  /** Whether any device has shown one; else the mark beside the database alone tells of that life. */
  readonly isByDevice: boolean;
}

type Noted = Omit<ShownPosition, 'givenSeq' | 'givenServerHead' | 'isByDevice'>;

export interface ShownPositionTable {
  find(epochId: EpochId): ShownPosition | null;
  put(shown: Noted, shownIn: number): void;
  noteDevice(epochId: EpochId): void;
  raiseGiven(epochId: EpochId, given: Pick<ShownPosition, 'seq' | 'serverHead'>): void;
  /** What was shown in one epoch is as if it had been in another. */
  carryOver(from: number, to: number): void;
  /** Shown in this epoch of the log. */
  of(shownIn: number): ShownPosition[];
  /** The epoch of the latest life below one in which something was lost, of those shown since one; 0 where there is none. */
  latestLost(range: { readonly below: number; readonly shownSince: number }): number;
}

type ShownRow = Omit<ShownPosition, 'isByDevice'> & { readonly isByDevice: number };

const columns = 'epoch, epochId, seq, serverHead, sharedSeq, sharedServerHead, givenSeq, givenServerHead, isByDevice';

export function createShownPositionTable(db: WritableDb): ShownPositionTable {
  const one = db.query<[epochId: string], ShownRow>(`SELECT ${columns} FROM shownPositions WHERE epochId = ?`);
  const ofEpoch = db.query<[shownIn: number], ShownRow>(
    `SELECT ${columns} FROM shownPositions WHERE shownIn = ? ORDER BY epoch, epochId`,
  );
  const latestLost = db.query<[below: number, shownSince: number], { epoch: number | null }>(
    'SELECT max(epoch) AS epoch FROM shownPositions WHERE epoch < ? AND shownIn >= ? AND seq > sharedSeq',
  );
  const write = db.change<[string, number, number, number, number, number, number]>(
    `INSERT INTO shownPositions (epochId, epoch, seq, serverHead, sharedSeq, sharedServerHead, shownIn, isByDevice)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (epochId) DO UPDATE SET seq = excluded.seq, serverHead = excluded.serverHead,
       sharedSeq = excluded.sharedSeq, sharedServerHead = excluded.sharedServerHead, shownIn = excluded.shownIn`,
  );
  const noteDevice = db.change<[epochId: string]>('UPDATE shownPositions SET isByDevice = 1 WHERE epochId = ?');
  const raiseGiven = db.change<[seq: number, serverHead: number, epochId: string]>(
    `UPDATE shownPositions SET givenSeq = max(givenSeq, ?), givenServerHead = max(givenServerHead, ?) WHERE epochId = ?`,
  );
  const carryOver = db.change<[to: number, from: number]>('UPDATE shownPositions SET shownIn = ? WHERE shownIn = ?');
  return {
    carryOver: (from, to) => {
      carryOver.run(to, from);
    },
    find: (epochId) => {
      const row = one.get(epochId);
      return row === undefined ? null : toShown(row);
    },
    noteDevice: (epochId) => {
      noteDevice.run(epochId);
    },
    put: ({ epoch, epochId, seq, serverHead, sharedSeq, sharedServerHead }, shownIn) => {
      write.run(epochId, epoch, seq, serverHead, sharedSeq, sharedServerHead, shownIn);
    },
    raiseGiven: (epochId, { seq, serverHead }) => {
      raiseGiven.run(seq, serverHead, epochId);
    },
    latestLost: ({ below, shownSince }) => latestLost.get(below, shownSince)?.epoch ?? 0,
    of: (shownIn) => ofEpoch.all(shownIn).map(toShown),
  };
}

function toShown(row: ShownRow): ShownPosition {
  return { ...row, isByDevice: row.isByDevice === 1 };
}
