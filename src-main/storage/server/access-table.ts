import { present } from '#shared/assert.ts';
import { goOnAccess, openAccess, type AccessInterval } from '#shared/domain/access.ts';
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

/** The last interval of a member who is out: closed, and to go on from where the room is when they are back. */
export interface HeldAccess {
  readonly roomRef: number;
  readonly to: number;
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
  /** Ends the open interval with the event at `to`, which is the last one seen; one that is held ends where it is. */
  close(key: AccessKey, at: { readonly to: number; readonly closedRoom: ClosedRoom }): void;
  /** The private rooms, direct ones among them, in which this person sees what comes. */
  privateRooms(personRef: number): number[];
  /** The same as `close`, of a member who is out and stays one. */
  hold(key: AccessKey, at: { readonly to: number; readonly closedRoom: ClosedRoom }): void;
  heldOf(personRef: number): HeldAccess[];
  /** Lets a member see again what comes behind `head`; the event at `seq` took them back. */
  goOn(key: AccessKey, at: { readonly head: number; readonly seq: number }): void;
}

interface AccessRow extends Omit<RoomAccess, 'closedRoom'> {
  readonly closedRoom: string | null;
}

const columns = 'roomRef, fromStreamSeq AS "from", toStreamSeq AS "to", openedSeq, closedRoom';

/** Of a row `a`: whoever sees what comes, and who would if they were not out. */
export const isMember = '(a.toStreamSeq IS NULL OR a.isHeld = 1)';

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
     WHERE a.roomRef = ? AND ${isMember}`,
  );
  const readPrivate = db.query<[personRef: number], { roomRef: number }>(
    `SELECT a.roomRef FROM access a JOIN rooms r ON r.roomRef = a.roomRef
     WHERE a.personRef = ? AND a.toStreamSeq IS NULL AND r.visibility = 'private'`,
  );
  const readHeld = db.query<[personRef: number], HeldAccess>(
    'SELECT roomRef, toStreamSeq AS "to" FROM access WHERE personRef = ? AND isHeld = 1',
  );
  const write = prepareAccessWrites(db);
  const ofRoom = ({ personRef, roomRef }: AccessKey) => readRoom.all(personRef, roomRef).map(toAccess);
  function replace(key: AccessKey, intervals: readonly AccessInterval[], openedSeq: number): void {
    // All but the last, which is the one being opened.
    const kept = intervals.slice(0, -1);
    for (const row of ofRoom(key)) {
      if (!kept.some(({ from }) => from === row.from)) write.remove.run(key.personRef, key.roomRef, row.from);
    }
    write.insert.run(key.personRef, key.roomRef, present(intervals.at(-1), 'one is opened').from, openedSeq);
  }

  return {
    ofRoom,
    ofPerson: (personRef, afterSeq) => readPerson.all(personRef, afterSeq).map(toAccess),
    memberIds: (roomRef) => readMembers.all(roomRef).map(({ personId }) => personId),
    open: (key, { from, openedSeq }) => {
      replace(key, openAccess(ofRoom(key), from), openedSeq);
    },
    close: (key, { to, closedRoom }) => {
      write.close.run(to, JSON.stringify(closedRoom), 0, key.personRef, key.roomRef);
      write.letGo.run(key.personRef, key.roomRef);
    },
    privateRooms: (personRef) => readPrivate.all(personRef).map(({ roomRef }) => roomRef),
    hold: (key, { to, closedRoom }) => {
      write.close.run(to, JSON.stringify(closedRoom), 1, key.personRef, key.roomRef);
    },
    heldOf: (personRef) => readHeld.all(personRef),
    goOn: (key, { head, seq }) => {
      write.letGo.run(key.personRef, key.roomRef);
      const rows = ofRoom(key);
      const last = present(rows.at(-1), 'a member has access');
      if (last.to === head) write.reopen.run(key.personRef, key.roomRef, last.from);
      else replace(key, goOnAccess(rows, head), seq);
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
    close: db.change<[to: number, closedRoom: string, isHeld: number, personRef: number, roomRef: number]>(
      `UPDATE access SET toStreamSeq = ?, closedRoom = ?, isHeld = ?
       WHERE personRef = ? AND roomRef = ? AND toStreamSeq IS NULL`,
    ),
    letGo: db.change<[personRef: number, roomRef: number]>(
      'UPDATE access SET isHeld = 0 WHERE personRef = ? AND roomRef = ? AND isHeld = 1',
    ),
    reopen: db.change<[personRef: number, roomRef: number, from: number]>(
      `UPDATE access SET toStreamSeq = NULL, closedRoom = NULL
       WHERE personRef = ? AND roomRef = ? AND fromStreamSeq = ?`,
    ),
  };
}

function toAccess(row: AccessRow): RoomAccess {
  // Written by this file and by nothing else.
  const closedRoom = row.closedRoom === null ? null : (JSON.parse(row.closedRoom) as ClosedRoom);
  return { ...row, closedRoom };
}
