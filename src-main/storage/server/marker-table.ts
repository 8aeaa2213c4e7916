import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import { isMember, type AccessKey } from './access-table.ts';

export interface MarkerRow {
  readonly readUpTo: number;
  readonly unreadFrom: number | null;
}

export interface SeenRow {
  readonly personId: PersonId;
  readonly lastSeenAt: number | null;
  readonly deliveredSeq: number;
}

/** How far one member of a room is: in the log, in its items, and since when they are in it. */
export interface ReceiptRow {
  readonly personRef: number;
  readonly personId: PersonId;
  readonly deliveredSeq: number;
  readonly readUpTo: number;
  readonly joinedSeq: number;
}

/** Read markers (P19), and how far and when people were last heard of: rows that move on, not events. */
export interface MarkerTable {
  marker(key: AccessKey): MarkerRow | null;
  putMarker(key: AccessKey, marker: MarkerRow): void;
  /** Whoever writes an item has read up to it; written once a batch, since some write many. */
  wrote(key: AccessKey, itemNumber: number): void;
  flush(): void;
  forget(): void;
  /** Rooms that the person has or had access to, by id, from the one after `after` on. */
  roomIdsAfter(personRef: number, after: string): RoomId[];
  seen(personId: PersonId): SeenRow | null;
  /** Of everybody who is in the room. */
  receiptsIn(roomRef: number): ReceiptRow[];
  /** Whether it moved the person on. */
  raiseDelivered(personId: PersonId, seq: number): boolean;
  putLastSeen(personId: PersonId, at: number): void;
}

export function createMarkerTable(db: WritableDb): MarkerTable {
  const read = db.query<[personRef: number, roomRef: number], MarkerRow>(
    'SELECT readUpTo, unreadFrom FROM markers WHERE personRef = ? AND roomRef = ?',
  );
  const write = db.change<[personRef: number, roomRef: number, readUpTo: number, unreadFrom: number | null]>(
    'INSERT OR REPLACE INTO markers (personRef, roomRef, readUpTo, unreadFrom) VALUES (?, ?, ?, ?)',
  );
  const raiseRead = db.change<[personRef: number, roomRef: number, readUpTo: number]>(
    `INSERT INTO markers (personRef, roomRef, readUpTo) VALUES (?, ?, ?)
     ON CONFLICT (personRef, roomRef) DO UPDATE SET readUpTo = max(readUpTo, excluded.readUpTo)`,
  );
  const roomIds = db.query<[personRef: number, after: string], { roomId: RoomId }>(
    `SELECT DISTINCT r.roomId FROM access a JOIN rooms r ON r.roomRef = a.roomRef
     WHERE a.personRef = ? AND r.roomId > ? ORDER BY r.roomId`,
  );
  const seen = db.query<[personId: string], SeenRow>(
    'SELECT personId, lastSeenAt, deliveredSeq FROM people WHERE personId = ?',
  );
  const receiptsIn = db.query<[roomRef: number], ReceiptRow>(
    `SELECT p.personRef, p.personId, p.deliveredSeq, coalesce(m.readUpTo, 0) AS readUpTo, a.openedSeq AS joinedSeq
     FROM access a JOIN people p ON p.personRef = a.personRef
       LEFT JOIN markers m ON m.personRef = a.personRef AND m.roomRef = a.roomRef
     WHERE a.roomRef = ? AND ${isMember}`,
  );
  const raiseDelivered = db.change<[seq: number, personId: string, below: number]>(
    'UPDATE people SET deliveredSeq = ? WHERE personId = ? AND deliveredSeq < ?',
  );
  const putLastSeen = db.change<[at: number, personId: string]>('UPDATE people SET lastSeenAt = ? WHERE personId = ?');
  /** The last item that each person wrote in this batch, by room. */
  const written = new Map<number, Map<number, number>>();
  return {
    marker: ({ personRef, roomRef }) => read.get(personRef, roomRef) ?? null,
    putMarker: ({ personRef, roomRef }, { readUpTo, unreadFrom }) => {
      write.run(personRef, roomRef, readUpTo, unreadFrom);
    },
    wrote: ({ personRef, roomRef }, itemNumber) => {
      const ofRoom = written.get(roomRef);
      if (ofRoom === undefined) written.set(roomRef, new Map([[personRef, itemNumber]]));
      else ofRoom.set(personRef, itemNumber);
    },
    flush: () => {
      for (const [roomRef, authors] of written)
        for (const [personRef, itemNumber] of authors) raiseRead.run(personRef, roomRef, itemNumber);
      written.clear();
    },
    forget: () => {
      written.clear();
    },
    roomIdsAfter: (personRef, after) => roomIds.all(personRef, after).map(({ roomId }) => roomId),
    seen: (personId) => seen.get(personId) ?? null,
    receiptsIn: (roomRef) => receiptsIn.all(roomRef),
    raiseDelivered: (personId, seq) => raiseDelivered.run(seq, personId, seq).changes > 0,
    putLastSeen: (personId, at) => {
      putLastSeen.run(at, personId);
    },
  };
}
