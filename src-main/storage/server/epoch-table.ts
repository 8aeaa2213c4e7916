import { present } from '#shared/assert.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { EpochId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

export interface ServerRow {
  readonly serverId: ServerId;
  readonly name: string;
  readonly firstRoomId: RoomId | null;
}

/** What the server is, and the lives its log has had (P12). */
export interface EpochTable {
  /** Null in a database that was made just now. */
  server(): ServerRow | null;
  insertServer(serverId: ServerId, name: string): void;
  setName(name: string): void;
  setFirstRoom(roomId: RoomId): void;
  current(): Epoch;
  /** Null for an epoch that this log never had. */
  epochId(epoch: number): EpochId | null;
  begin(epoch: Epoch, startedAt: number): void;
  forget(): void;
}

export function createEpochTable(db: WritableDb): EpochTable {
  const server = db.query<[], ServerRow>('SELECT serverId, name, firstRoomId FROM server WHERE id = 1');
  const insertServer = db.change<[serverId: string, name: string]>(
    'INSERT INTO server (id, serverId, name) VALUES (1, ?, ?)',
  );
  const setName = db.change<[name: string]>('UPDATE server SET name = ? WHERE id = 1');
  const setFirstRoom = db.change<[roomId: string]>('UPDATE server SET firstRoomId = ? WHERE id = 1');
  const newest = db.query<[], Epoch>('SELECT epoch, epochId FROM epochs ORDER BY epoch DESC LIMIT 1');
  const byNumber = db.query<[epoch: number], { epochId: EpochId }>('SELECT epochId FROM epochs WHERE epoch = ?');
  const insert = db.change<[epoch: number, epochId: string, startedAt: number]>(
    'INSERT INTO epochs (epoch, epochId, startedAt) VALUES (?, ?, ?)',
  );
  let cached: Epoch | null = null;
  return {
    server: () => server.get() ?? null,
    insertServer: (serverId, name) => {
      insertServer.run(serverId, name);
    },
    setName: (name) => {
      setName.run(name);
    },
    setFirstRoom: (roomId) => {
      setFirstRoom.run(roomId);
    },
    current: () => {
      cached ??= present(newest.get(), 'a log has an epoch from the start');
      return cached;
    },
    epochId: (epoch) => byNumber.get(epoch)?.epochId ?? null,
    begin: ({ epoch, epochId }, startedAt) => {
      insert.run(epoch, epochId, startedAt);
      cached = null;
    },
    forget: () => {
      cached = null;
    },
  };
}
