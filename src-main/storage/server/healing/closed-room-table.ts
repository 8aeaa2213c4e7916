import type { WritableDb } from '../../readable-db.ts';

export interface ClosedRoom {
  readonly roomRef: number;
  /** The epoch since which it is closed. */
  readonly closedIn: number;
}

/**
 * Private rooms of which nothing is told and into which nothing is taken: the log lost something, and whoever was put out of one in
 * the lost part must not come back with the backup (H3).
 */
export interface ClosedRoomTable {
  /** All private rooms that there are. Those that are closed still are so since the epoch in which they were closed first. */
  closeAll(epoch: number): void;
  close(roomRef: number, epoch: number): void;
  isClosed(roomRef: number): boolean;
  all(): ClosedRoom[];
  /** `seq`: the end of the log by then. Whoever is not beyond it has not been told. */
  open(roomRef: number, seq: number): void;
  /** Whether a room that this person is in was opened at or after `seq`. */
  isAnyOpenedSince(personRef: number, seq: number): boolean;
  forget(): void;
}

export function createClosedRoomTable(db: WritableDb): ClosedRoomTable {
  const closeAll = db.change<[epoch: number]>(
    `INSERT INTO closedRooms (roomRef, openedSeq, closedIn)
     SELECT roomRef, NULL, ? FROM rooms WHERE kind = 'channel' AND visibility = 'private'
     ON CONFLICT (roomRef) DO UPDATE SET openedSeq = NULL, closedIn = excluded.closedIn WHERE openedSeq IS NOT NULL`,
  );
  const closeOne = db.change<[roomRef: number, epoch: number]>(
    'INSERT OR REPLACE INTO closedRooms (roomRef, openedSeq, closedIn) VALUES (?, NULL, ?)',
  );
  const all = db.query<[], ClosedRoom>('SELECT roomRef, closedIn FROM closedRooms WHERE openedSeq IS NULL');
  const open = db.change<[seq: number, roomRef: number]>('UPDATE closedRooms SET openedSeq = ? WHERE roomRef = ?');
  const opened = db.query<[personRef: number, seq: number], { one: number }>(
    `SELECT 1 AS one FROM closedRooms c JOIN access a ON a.roomRef = c.roomRef
     WHERE a.personRef = ? AND c.openedSeq >= ? LIMIT 1`,
  );
  let closed: Map<number, ClosedRoom> | null = null;
  const known = () => {
    closed ??= new Map(all.all().map((room) => [room.roomRef, room]));
    return closed;
  };
  return {
    closeAll: (epoch) => {
      closeAll.run(epoch);
      closed = null;
    },
    close: (roomRef, epoch) => {
      closeOne.run(roomRef, epoch);
      closed = null;
    },
    isClosed: (roomRef) => known().has(roomRef),
    all: () => [...known().values()],
    open: (roomRef, seq) => {
      open.run(seq, roomRef);
      closed = null;
    },
    isAnyOpenedSince: (personRef, seq) => opened.get(personRef, seq) !== undefined,
    forget: () => {
      closed = null;
    },
  };
}
