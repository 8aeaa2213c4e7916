import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** How far other people have the log and have read their direct rooms: figures that only rise. */
export function createReceiptTable(db: WritableDb) {
  const delivered = db.query<[string], { seq: number }>('SELECT seq FROM delivered WHERE personId = ?');
  const raiseDelivered = db.change<[string, number]>(
    `INSERT INTO delivered (personId, seq) VALUES (?, ?)
     ON CONFLICT (personId) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`,
  );
  const readUpTo = db.query<[string, string], { readUpTo: number }>(
    'SELECT readUpTo FROM readers WHERE roomId = ? AND personId = ?',
  );
  const raiseReadUpTo = db.change<[string, string, number]>(
    `INSERT INTO readers (roomId, personId, readUpTo) VALUES (?, ?, ?)
     ON CONFLICT (roomId, personId) DO UPDATE SET readUpTo = excluded.readUpTo WHERE excluded.readUpTo > readUpTo`,
  );
  const removeDelivered = db.change<[]>('DELETE FROM delivered');
  const removeReaders = db.change<[]>('DELETE FROM readers');
  return {
    delivered: (personId: PersonId): number => delivered.get(personId)?.seq ?? 0,
    raiseDelivered: (personId: PersonId, seq: number) => raiseDelivered.run(personId, seq),
    readUpTo: (roomId: RoomId, personId: PersonId): number => readUpTo.get(roomId, personId)?.readUpTo ?? 0,
    raiseReadUpTo: (roomId: RoomId, personId: PersonId, itemNumber: number) =>
      raiseReadUpTo.run(roomId, personId, itemNumber),
    /** Figures of an epoch that is over mean nothing in the next. */
    removeAll: (): void => {
      removeDelivered.run();
      removeReaders.run();
    },
  };
}
