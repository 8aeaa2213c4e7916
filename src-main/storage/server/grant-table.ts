import type { RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import { isByWhoeverStillCan } from './invite-table.ts';

/**
 * Rooms that an invite leads people into who have not joined them yet (T6): those of the invites they have used that were not taken
 * back and whose maker could still give them, that are open to all or have the maker among their members, and in which the person has
 * neither come nor gone since.
 */
export interface GrantTable {
  ofPerson(personRef: number): RoomId[];
}

export function createGrantTable(db: WritableDb): GrantTable {
  const isIn = (person: string) =>
    `EXISTS (SELECT 1 FROM access m WHERE m.personRef = ${person} AND m.roomRef = r.roomRef AND m.toStreamSeq IS NULL)`;
  const ofPerson = db.query<[personRef: number], { roomId: RoomId }>(
    `SELECT DISTINCT r.roomId FROM inviteUses u JOIN invites i ON i.inviteId = u.inviteId
       JOIN people p ON p.personRef = i.creatorRef JOIN json_each(i.roomIds) j JOIN rooms r ON r.roomId = j.value
     WHERE u.personRef = ? AND i.isRevoked = 0 AND ${isByWhoeverStillCan} AND (r.visibility = 'public' OR ${isIn('i.creatorRef')}) AND NOT ${isIn('u.personRef')}
       AND NOT EXISTS (SELECT 1 FROM memberEvents e
         WHERE e.roomRef = r.roomRef AND e.personRef = u.personRef AND e.seq > u.seq)
     ORDER BY r.roomRef`,
  );
  return { ofPerson: (personRef) => ofPerson.all(personRef).map(({ roomId }) => roomId) };
}
