import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { isOut, type Standing } from '#shared/domain/standing.ts';
import type { WritableDb } from '../readable-db.ts';

/** How far another member of a room is: in the log, and in items read; `joinedSeq` is 0 where it is not known. */
export interface MemberReceipt {
  readonly personId: PersonId;
  /** They were removed or banned: nothing comes to them any more. */
  readonly isOut: boolean;
  readonly joinedSeq: number;
  readonly deliveredSeq: number;
  readonly readUpTo: number;
}

interface StoredReceipt extends Omit<MemberReceipt, 'isOut'> {
  readonly standing: Standing;
}

/** How far other people have the log and have read the rooms they share with this one: figures that only rise. */
export function createReceiptTable(db: WritableDb) {
  const ofRoom = db.query<[string, string, number], StoredReceipt>(
    `SELECT m.personId, coalesce(p.standing, 'active') AS standing, coalesce(j.seq, 0) AS joinedSeq, coalesce(d.seq, 0) AS deliveredSeq, coalesce(r.readUpTo, 0) AS readUpTo
     FROM members m LEFT JOIN people p ON p.personId = m.personId
       LEFT JOIN delivered d ON d.personId = m.personId
       LEFT JOIN readers r ON r.roomId = m.roomId AND r.personId = m.personId
       LEFT JOIN joins j ON j.roomId = m.roomId AND j.personId = m.personId
     WHERE m.roomId = ? AND m.personId <> ? ORDER BY joinedSeq LIMIT ?`,
  );
  const raiseDelivered = db.change<[string, number]>(
    `INSERT INTO delivered (personId, seq) VALUES (?, ?)
     ON CONFLICT (personId) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`,
  );
  const raiseReadUpTo = db.change<[string, string, number]>(
    `INSERT INTO readers (roomId, personId, readUpTo) VALUES (?, ?, ?)
     ON CONFLICT (roomId, personId) DO UPDATE SET readUpTo = excluded.readUpTo WHERE excluded.readUpTo > readUpTo`,
  );
  const removeDelivered = db.change<[]>('DELETE FROM delivered');
  const removeReaders = db.change<[]>('DELETE FROM readers');
  const raiseJoined = db.change<[string, string, number]>(
    `INSERT INTO joins (roomId, personId, seq) VALUES (?, ?, ?)
     ON CONFLICT (roomId, personId) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`,
  );
  const removeJoins = db.change<[]>('DELETE FROM joins');
  return {
    /** Of all members but one; of more than `max`, those who came first. */
    ofRoom: (roomId: RoomId, { but, max }: { readonly but: PersonId; readonly max: number }): MemberReceipt[] =>
      ofRoom.all(roomId, but, max).map(({ standing, ...receipt }) => ({ ...receipt, isOut: isOut(standing) })),
    raiseDelivered: (personId: PersonId, seq: number) => raiseDelivered.run(personId, seq),
    raiseReadUpTo: (roomId: RoomId, personId: PersonId, itemNumber: number) =>
      raiseReadUpTo.run(roomId, personId, itemNumber),
    /** By which event somebody came in; whoever comes again, by the last. */
    raiseJoined: (roomId: RoomId, personId: PersonId, seq: number) => raiseJoined.run(roomId, personId, seq),
    /** Figures of an epoch that is over mean nothing in the next. */
    removeAll: (): void => {
      removeDelivered.run();
      removeReaders.run();
      removeJoins.run();
    },
  };
}
