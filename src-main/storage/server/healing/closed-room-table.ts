import type { WritableDb } from '../../readable-db.ts';

/**
 * Private rooms of which nothing is told and into which nothing is taken: the log lost something, and whoever was put out of one in
 * the lost part must not come back with the backup (H3).
 */
export interface ClosedRoomTable {
  /** All private rooms that there are. */
  closeAll(): void;
  close(roomRef: number): void;
  isClosed(roomRef: number): boolean;
  all(): number[];
  /** `seq`: the end of the log by then. Whoever is not beyond it has not been told. */
  open(roomRef: number, seq: number): void;
  /** Whether a room that this person is in was opened at or after `seq`. */
  isAnyOpenedSince(personRef: number, seq: number): boolean;
  forget(): void;
}

export function createClosedRoomTable(db: WritableDb): ClosedRoomTable {
  const closeAll = db.change<[]>(
    `INSERT OR REPLACE INTO closedRooms (roomRef, openedSeq)
     SELECT roomRef, NULL FROM rooms WHERE kind = 'channel' AND visibility = 'private'`,
  );
  const closeOne = db.change<[roomRef: number]>(
    'INSERT OR REPLACE INTO closedRooms (roomRef, openedSeq) VALUES (?, NULL)',
  );
  const all = db.query<[], { roomRef: number }>('SELECT roomRef FROM closedRooms WHERE openedSeq IS NULL');
  const open = db.change<[seq: number, roomRef: number]>('UPDATE closedRooms SET openedSeq = ? WHERE roomRef = ?');
  const opened = db.query<[personRef: number, seq: number], { one: number }>(
    `SELECT 1 AS one FROM closedRooms c JOIN access a ON a.roomRef = c.roomRef
     WHERE a.personRef = ? AND c.openedSeq >= ? LIMIT 1`,
  );
  let closed: Set<number> | null = null;
  const known = () => {
    closed ??= new Set(all.all().map(({ roomRef }) => roomRef));
    return closed;
  };
  return {
    closeAll: () => {
      closeAll.run();
      closed = null;
    },
    close: (roomRef) => {
      closeOne.run(roomRef);
      closed = null;
    },
    isClosed: (roomRef) => known().has(roomRef),
    all: () => [...known()],
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
