import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import type { WritableDb } from '../readable-db.ts';

/** A room that the server told of, how many items it has, and whether the last snapshot left it out. */
export interface KnownRoom {
  readonly room: Room;
  readonly itemHead: number;
  readonly isUnlisted: boolean;
}

const columns = 'roomId, kind, visibility, history, name, topic, createdBy, createdAt, itemHead';

export function createRoomTable(db: WritableDb) {
  const one = db.query<[string], Room & { itemHead: number; isUnlisted: number }>(
    `SELECT ${columns}, isUnlisted FROM rooms WHERE roomId = ?`,
  );
  const all = db.query<[], { roomId: RoomId }>('SELECT roomId FROM rooms ORDER BY roomId');
  const put = db.change<[string, string, string, string, string | null, string, string, number]>(
    `INSERT INTO rooms (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (roomId) DO UPDATE SET kind = excluded.kind, visibility = excluded.visibility,
       history = excluded.history, name = excluded.name, topic = excluded.topic, isUnlisted = 0`,
  );
  const setUnlisted = db.change<[string]>('UPDATE rooms SET isUnlisted = 1 WHERE roomId = ?');
  const setName = db.change<[string, string]>('UPDATE rooms SET name = ? WHERE roomId = ?');
  const setTopic = db.change<[string, string]>('UPDATE rooms SET topic = ? WHERE roomId = ?');
  const raiseItemHead = db.change<[number, string]>('UPDATE rooms SET itemHead = max(itemHead, ?) WHERE roomId = ?');
  const setItemHead = db.change<[number, string]>('UPDATE rooms SET itemHead = ? WHERE roomId = ?');
  return {
    find: (roomId: RoomId): KnownRoom | null => {
      const row = one.get(roomId);
      if (row === undefined) return null;
      const { itemHead, isUnlisted, ...room } = row;
      return { room, itemHead, isUnlisted: isUnlisted === 1 };
    },
    ids: (): RoomId[] => all.all().map(({ roomId }) => roomId),
    put: ({ roomId, kind, visibility, history, name, topic, createdBy, createdAt }: Room) =>
      put.run(roomId, kind, visibility, history, name, topic, createdBy, createdAt),
    /** Until the server tells of it again. */
    setUnlisted: (roomId: RoomId) => setUnlisted.run(roomId),
    setName: (roomId: RoomId, name: string) => setName.run(name, roomId),
    setTopic: (roomId: RoomId, topic: string) => setTopic.run(topic, roomId),
    raiseItemHead: (roomId: RoomId, itemNumber: number) => raiseItemHead.run(itemNumber, roomId),
    /** In a new epoch a room may have fewer items than before. */
    setItemHead: (roomId: RoomId, itemNumber: number) => setItemHead.run(itemNumber, roomId),
  };
}

export function createMemberTable(db: WritableDb) {
  const ofRoom = db.query<[string], { personId: PersonId }>(
    'SELECT personId FROM members WHERE roomId = ? ORDER BY personId',
  );
  const one = db.query<[string, string], { personId: PersonId }>(
    'SELECT personId FROM members WHERE roomId = ? AND personId = ?',
  );
  const roomsOf = db.query<[string], { roomId: RoomId }>(
    'SELECT roomId FROM members WHERE personId = ? ORDER BY roomId',
  );
  const add = db.change<[string, string]>('INSERT OR IGNORE INTO members (roomId, personId) VALUES (?, ?)');
  const remove = db.change<[string, string]>('DELETE FROM members WHERE roomId = ? AND personId = ?');
  const removeAll = db.change<[string]>('DELETE FROM members WHERE roomId = ?');
  return {
    of: (roomId: RoomId): PersonId[] => ofRoom.all(roomId).map(({ personId }) => personId),
    has: (roomId: RoomId, personId: PersonId): boolean => one.get(roomId, personId) !== undefined,
    roomsOf: (personId: PersonId): RoomId[] => roomsOf.all(personId).map(({ roomId }) => roomId),
    add: (roomId: RoomId, personId: PersonId) => add.run(roomId, personId),
    remove: (roomId: RoomId, personId: PersonId) => remove.run(roomId, personId),
    replace: (roomId: RoomId, personIds: readonly PersonId[]): void => {
      removeAll.run(roomId);
      for (const personId of personIds) add.run(roomId, personId);
    },
  };
}
