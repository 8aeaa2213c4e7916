import { openAccess } from '#shared/domain/access.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import type { WritableDb } from '../readable-db.ts';

/** A room as somebody left it: all they are told of it from then on. */
export interface ClosedRoom {
  readonly room: Room;
  readonly itemHead: number;
}

/** What a person may see of a room (P6), with the event that opened it and, at the end of a closed one, the room as it was. */
export interface RoomAccess {
  readonly roomRef: number;
  readonly from: number;
  readonly to: number | null;
  readonly openedSeq: number;
  readonly closedRoom: ClosedRoom | null;
}

export interface AccessKey {
  readonly personRef: number;
  readonly roomRef: number;
}

export interface AccessTable {
  /** In order, oldest first. */
  ofRoom(key: AccessKey): RoomAccess[];
  /** Of every room in which something happened after `afterSeq`, room by room. */
  ofPerson(personRef: number, afterSeq: number): RoomAccess[];
  memberIds(roomRef: number): PersonId[];
  open(key: AccessKey, at: { readonly from: number; readonly openedSeq: number }): void;
  /** Ends the open interval with the event at `to`, which is the last one seen. */
  close(key: AccessKey, at: { readonly to: number; readonly closedRoom: ClosedRoom }): void;
}

interface AccessRow extends Omit<RoomAccess, 'closedRoom'> {
  readonly closedRoom: string | null;
}

const columns = 'roomRef, fromStreamSeq AS "from", toStreamSeq AS "to", openedSeq, closedRoom';

export function createAccessTable(db: WritableDb): AccessTable {
  const readRoom = db.query<[personRef: number, roomRef: number], AccessRow>(
    `SELECT ${columns} FROM access WHERE personRef = ? AND roomRef = ? ORDER BY fromStreamSeq`,
  );
  const readPerson = db.query<[personRef: number, afterSeq: number], AccessRow>(
    `SELECT ${columns} FROM access a JOIN streams s ON s.streamRef = a.roomRef
     WHERE a.personRef = ? AND s.lastSeq > ? ORDER BY a.roomRef, a.fromStreamSeq`,
  );
  const readMembers = db.query<[roomRef: number], { personId: PersonId }>(
    `SELECT p.personId FROM access a JOIN people p ON p.personRef = a.personRef
     WHERE a.roomRef = ? AND a.toStreamSeq IS NULL`,
  );
  const write = prepareAccessWrites(db);
  const ofRoom = ({ personRef, roomRef }: AccessKey) => readRoom.all(personRef, roomRef).map(toAccess);
  return {
    ofRoom,
    ofPerson: (personRef, afterSeq) => readPerson.all(personRef, afterSeq).map(toAccess),
    memberIds: (roomRef) => readMembers.all(roomRef).map(({ personId }) => personId),
    open: (key, { from, openedSeq }) => {
      const rows = ofRoom(key);
      // All but the last, which is the one being opened.
      const kept = openAccess(rows, from).slice(0, -1);
      for (const row of rows) {
        if (!kept.includes(row)) write.remove.run(key.personRef, key.roomRef, row.from);
      }
      write.insert.run(key.personRef, key.roomRef, from, openedSeq);
    },
    close: (key, { to, closedRoom }) => {
      write.close.run(to, JSON.stringify(closedRoom), key.personRef, key.roomRef);
    },
  };
}

function prepareAccessWrites(db: WritableDb) {
  return {
    insert: db.change<[personRef: number, roomRef: number, from: number, openedSeq: number]>(
      'INSERT INTO access (personRef, roomRef, fromStreamSeq, openedSeq) VALUES (?, ?, ?, ?)',
    ),
    remove: db.change<[personRef: number, roomRef: number, from: number]>(
      'DELETE FROM access WHERE personRef = ? AND roomRef = ? AND fromStreamSeq = ?',
    ),
    close: db.change<[to: number, closedRoom: string, personRef: number, roomRef: number]>(
      `UPDATE access SET toStreamSeq = ?, closedRoom = ? WHERE personRef = ? AND roomRef = ? AND toStreamSeq IS NULL`,
    ),
  };
}

function toAccess(row: AccessRow): RoomAccess {
  // Written by this file and by nothing else.
  const closedRoom = row.closedRoom === null ? null : (JSON.parse(row.closedRoom) as ClosedRoom);
  return { ...row, closedRoom };
}
