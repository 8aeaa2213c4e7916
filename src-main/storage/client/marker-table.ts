import type { RoomId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** The own marker of a room, and which halves of it the server was not told yet. `isNew` is this device's own. */
export interface StoredMarker {
  readonly roomId: RoomId;
  readonly readUpTo: number;
  readonly unreadFrom: number | null;
  readonly isReadUpToUnsent: boolean;
  readonly isUnreadFromUnsent: boolean;
  /** An invitation brought this person in, and they have not looked. */
  readonly isNew: boolean;
  /** Somebody who is blocked brought this person in, and they wanted to see it all the same. */
  readonly isAskedFor: boolean;
}

interface MarkerRow {
  readonly roomId: RoomId;
  readonly readUpTo: number;
  readonly unreadFrom: number | null;
  readonly isReadUpToUnsent: number;
  readonly isUnreadFromUnsent: number;
  readonly isNew: number;
  readonly isAskedFor: number;
}

export function createMarkerTable(db: WritableDb) {
  const one = db.query<[string], MarkerRow>('SELECT * FROM markers WHERE roomId = ?');
  const unsent = db.query<[], MarkerRow>(
    'SELECT * FROM markers WHERE isReadUpToUnsent = 1 OR isUnreadFromUnsent = 1 ORDER BY roomId',
  );
  const put = db.change<[string, number, number | null, number, number, number, number]>(
    `INSERT INTO markers (roomId, readUpTo, unreadFrom, isReadUpToUnsent, isUnreadFromUnsent, isNew, isAskedFor)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (roomId) DO UPDATE SET readUpTo = excluded.readUpTo, unreadFrom = excluded.unreadFrom,
       isReadUpToUnsent = excluded.isReadUpToUnsent, isUnreadFromUnsent = excluded.isUnreadFromUnsent, isNew = excluded.isNew,
       isAskedFor = excluded.isAskedFor`,
  );
  return {
    /** A room without a row has nothing read and nothing marked. */
    get: (roomId: RoomId): StoredMarker => {
      const row = one.get(roomId);
      if (row !== undefined) return markerOf(row);
      return { roomId, readUpTo: 0, unreadFrom: null, ...unmarked };
    },
    unsent: (): StoredMarker[] => unsent.all().map(markerOf),
    put: ({ roomId, readUpTo, unreadFrom, isReadUpToUnsent, isUnreadFromUnsent, isNew, isAskedFor }: StoredMarker) =>
      put.run(
        ...([roomId, readUpTo, unreadFrom, Number(isReadUpToUnsent), Number(isUnreadFromUnsent)] as const),
        ...([Number(isNew), Number(isAskedFor)] as const),
      ),
  };
}

const unmarked = { isReadUpToUnsent: false, isUnreadFromUnsent: false, isNew: false, isAskedFor: false };

function markerOf(row: MarkerRow): StoredMarker {
  const { isReadUpToUnsent, isUnreadFromUnsent, isNew, isAskedFor } = row;
  return {
    ...row,
    isReadUpToUnsent: isReadUpToUnsent === 1,
    isUnreadFromUnsent: isUnreadFromUnsent === 1,
    isNew: isNew === 1,
    isAskedFor: isAskedFor === 1,
  };
}
