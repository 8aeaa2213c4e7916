import type { InviteId, RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import { isByWhoeverStillCan } from './invite-table.ts';

/**
 * Rooms that an invite leads people into who have not joined them yet (T6): those of the invites they have used that were not taken
 * back and whose maker could still give them, that are open to all or have the maker among their members, and in which the person has
 * neither come nor gone since. None that is closed: what would say that they were put out may wait for it to open (H3).
 */
export interface GrantTable {
  /** In the order in which the rooms were made; a room as often as there are invites into it. */
  ofPerson(personRef: number): Grant[];
}

export interface Grant {
  readonly roomId: RoomId;
  readonly inviteId: InviteId;
}

export function createGrantTable(db: WritableDb): GrantTable {
  const isIn = (person: string) =>
    `EXISTS (SELECT 1 FROM access m WHERE m.personRef = ${person} AND m.roomRef = r.roomRef AND m.toStreamSeq IS NULL)`;
  const ofPerson = db.query<[personRef: number], Grant>(
    `SELECT r.roomId, i.inviteId FROM inviteUses u JOIN invites i ON i.inviteId = u.inviteId
       JOIN people p ON p.personRef = i.creatorRef JOIN json_each(i.roomIds) j JOIN rooms r ON r.roomId = j.value
     WHERE u.personRef = ? AND i.isRevoked = 0 AND ${isByWhoeverStillCan} AND (r.visibility = 'public' OR ${isIn('i.creatorRef')}) AND NOT ${isIn('u.personRef')}
       AND NOT EXISTS (SELECT 1 FROM memberEvents e
         WHERE e.roomRef = r.roomRef AND e.personRef = u.personRef AND e.seq > u.seq)
       AND NOT EXISTS (SELECT 1 FROM closedRooms c WHERE c.roomRef = r.roomRef AND c.openedSeq IS NULL)
     ORDER BY r.roomRef, i.inviteId`,
  );
  return { ofPerson: (personRef) => ofPerson.all(personRef) };
}
