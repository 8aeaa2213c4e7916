import type { RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import type { AccessKey } from './access-table.ts';

/** Rooms that an invite leads people into who have not joined them yet (T6). */
export interface GrantTable {
  add(key: AccessKey): void;
  has(key: AccessKey): boolean;
  remove(key: AccessKey): void;
  ofPerson(personRef: number): RoomId[];
}

export function createGrantTable(db: WritableDb): GrantTable {
  const add = db.change<[personRef: number, roomRef: number]>(
    'INSERT OR IGNORE INTO grants (personRef, roomRef) VALUES (?, ?)',
  );
  const has = db.query<[personRef: number, roomRef: number], { personRef: number }>(
    'SELECT personRef FROM grants WHERE personRef = ? AND roomRef = ?',
  );
  const remove = db.change<[personRef: number, roomRef: number]>(
    'DELETE FROM grants WHERE personRef = ? AND roomRef = ?',
  );
  const ofPerson = db.query<[personRef: number], { roomId: RoomId }>(
    'SELECT r.roomId FROM grants g JOIN rooms r ON r.roomRef = g.roomRef WHERE g.personRef = ? ORDER BY g.roomRef',
  );
  return {
    add: ({ personRef, roomRef }) => {
      add.run(personRef, roomRef);
    },
    has: ({ personRef, roomRef }) => has.get(personRef, roomRef) !== undefined,
    remove: ({ personRef, roomRef }) => {
      remove.run(personRef, roomRef);
    },
    ofPerson: (personRef) => ofPerson.all(personRef).map(({ roomId }) => roomId),
  };
}
