import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { nameKey, type Name, type NameKey } from '#shared/domain/name.ts';
import type { Room } from '#shared/domain/room.ts';
import type { WritableDb } from '../readable-db.ts';
import { createCache } from './cache.ts';

/** A room with who is in it; `roomRef` is the streamRef of its stream. */
export interface RoomState {
  readonly roomRef: number;
  room: Room;
  readonly memberIds: Set<PersonId>;
}

export interface RoomTable {
  byId(roomId: RoomId): RoomState | null;
  byRef(roomRef: number): RoomState | null;
  publicRoomsNamed(key: NameKey): readonly RoomId[];
  /** Public channels by id, from the one after `after` on. */
  publicAfter(after: string, max: number): RoomId[];
  insert(room: Room, refs: { readonly roomRef: number; readonly creatorRef: number }): RoomState;
  rename(state: RoomState, name: Name): void;
  setTopic(state: RoomState, topic: string): void;
  forget(): void;
}

interface RoomRow extends Room {
  readonly roomRef: number;
}

const columns = `r.roomRef, r.roomId, r.kind, r.visibility, r.history, r.name, r.topic,
  p.personId AS createdBy, r.createdAt`;
const isPublic = `kind = 'channel' AND visibility = 'public'`;

export function createRoomTable(db: WritableDb, memberIds: (roomRef: number) => PersonId[]): RoomTable {
  const readById = db.query<[roomId: string], RoomRow>(
    `SELECT ${columns} FROM rooms r JOIN people p ON p.personRef = r.creatorRef WHERE r.roomId = ?`,
  );
  const readId = db.query<[roomRef: number], { roomId: RoomId }>('SELECT roomId FROM rooms WHERE roomRef = ?');
  const publicNamed = db.query<[nameKey: string, lookKey: string], { roomId: RoomId }>(
    `SELECT roomId FROM rooms WHERE nameKey = ? AND ${isPublic}
     UNION SELECT roomId FROM rooms WHERE lookKey = ? AND ${isPublic}`,
  );
  const publicAfter = db.query<[after: string, max: number], { roomId: RoomId }>(
    `SELECT roomId FROM rooms WHERE roomId > ? AND ${isPublic} ORDER BY roomId LIMIT ?`,
  );
  const write = prepareRoomWrites(db);
  const rooms = createCache((roomId: RoomId): RoomState | null => {
    const row = readById.get(roomId);
    if (row === undefined) return null;
    const { roomRef, ...room } = row;
    return { roomRef, room, memberIds: new Set(memberIds(roomRef)) };
  });
  return {
    byId: rooms.get,
    byRef: (roomRef) => {
      const row = readId.get(roomRef);
      return row === undefined ? null : rooms.get(row.roomId);
    },
    publicRoomsNamed: ({ read, seen }) => publicNamed.all(read, seen).map(({ roomId }) => roomId),
    publicAfter: (after, max) => publicAfter.all(after, max).map(({ roomId }) => roomId),
    insert: (room, refs) => {
      const state = write.insert(room, refs);
      rooms.put(room.roomId, state);
      return state;
    },
    rename: (state, name) => {
      const { read, seen } = nameKey(name);
      write.rename.run(name, read, seen, state.roomRef);
      state.room = { ...state.room, name };
    },
    setTopic: (state, topic) => {
      write.setTopic.run(topic, state.roomRef);
      state.room = { ...state.room, topic };
    },
    forget: rooms.forget,
  };
}

function prepareRoomWrites(db: WritableDb) {
  const insert = db.change<
    [
      roomRef: number,
      roomId: string,
      kind: string,
      visibility: string,
      history: string,
      name: string | null,
      nameKey: string | null,
      lookKey: string | null,
      topic: string,
      creatorRef: number,
      createdAt: number,
    ]
  >(
    `INSERT INTO rooms (roomRef, roomId, kind, visibility, history, name, nameKey, lookKey, topic, creatorRef, createdAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    insert: (room: Room, { roomRef, creatorRef }: { roomRef: number; creatorRef: number }): RoomState => {
      const { roomId, kind, visibility, history, name, topic, createdAt } = room;
      // A room's name was cleaned before it came here.
      const key = name === null ? null : nameKey(name as Name);
      const [read, seen] = [key?.read ?? null, key?.seen ?? null];
      insert.run(roomRef, roomId, kind, visibility, history, name, read, seen, topic, creatorRef, createdAt);
      return { roomRef, room, memberIds: new Set() };
    },
    rename: db.change<[name: string, nameKey: string, lookKey: string, roomRef: number]>(
      'UPDATE rooms SET name = ?, nameKey = ?, lookKey = ? WHERE roomRef = ?',
    ),
    setTopic: db.change<[topic: string, roomRef: number]>('UPDATE rooms SET topic = ? WHERE roomRef = ?'),
  };
}
