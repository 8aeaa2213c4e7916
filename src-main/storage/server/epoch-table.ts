import { present } from '#shared/assert.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { EpochId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Gate } from '../event-log.ts';
import type { WritableDb } from '../readable-db.ts';

export interface ServerRow {
  readonly serverId: ServerId;
  readonly name: string;
  readonly firstRoomId: RoomId | null;
}

/** A life of the log. */
export interface EpochRow extends Epoch {
  /** The first `seq` that an event of it can have. */
  readonly firstSeq: number;
  readonly gate: Gate;
  readonly startedAt: number;
}

/** What the server is, and the lives its log has had (P12). */
export interface EpochTable {
  /** Null in a database that was made just now. */
  server(): ServerRow | null;
  insertServer(serverId: ServerId, name: string): void;
  setName(name: string): void;
  setFirstRoom(roomId: RoomId): void;
  current(): EpochRow;
  /** All of them, the present one last. */
  all(): Epoch[];
  /** Null for an epoch that this log never had. */
  epochId(epoch: number): EpochId | null;
  /** Of the epoch in which this log has, or would have had, an event at `seq`. */
  idAt(seq: number): EpochId | null;
  /** The last `seq` that events of that epoch have in this log; Infinity for the present one. */
  endOf(epoch: number): number;
  begin(epoch: EpochRow): void;
  /** Opens the gate of the present epoch. */
  openGate(): void;
  forget(): void;
}

const columns = 'epoch, epochId, firstSeq, gate, startedAt';

export function createEpochTable(db: WritableDb): EpochTable {
  const server = db.query<[], ServerRow>('SELECT serverId, name, firstRoomId FROM server WHERE id = 1');
  const insertServer = db.change<[serverId: string, name: string]>(
    'INSERT INTO server (id, serverId, name) VALUES (1, ?, ?)',
  );
  const setName = db.change<[name: string]>('UPDATE server SET name = ? WHERE id = 1');
  const setFirstRoom = db.change<[roomId: string]>('UPDATE server SET firstRoomId = ? WHERE id = 1');
  const newest = db.query<[], EpochRow>(`SELECT ${columns} FROM epochs ORDER BY epoch DESC LIMIT 1`);
  const all = db.query<[], Epoch>('SELECT epoch, epochId FROM epochs ORDER BY epoch');
  const byNumber = db.query<[epoch: number], { epochId: EpochId }>('SELECT epochId FROM epochs WHERE epoch = ?');
  const after = db.query<[epoch: number], { firstSeq: number }>(
    'SELECT firstSeq FROM epochs WHERE epoch > ? ORDER BY epoch LIMIT 1',
  );
  const at = db.query<[seq: number], { epochId: EpochId }>(
    'SELECT epochId FROM epochs WHERE firstSeq <= ? ORDER BY epoch DESC LIMIT 1',
  );
  const insert = db.change<[epoch: number, epochId: string, firstSeq: number, gate: string, startedAt: number]>(
    `INSERT INTO epochs (${columns}) VALUES (?, ?, ?, ?, ?)`,
  );
  const openGate = db.change<[epoch: number]>("UPDATE epochs SET gate = 'open' WHERE epoch = ?");
  let cached: EpochRow | null = null;
  const current = () => {
    cached ??= present(newest.get(), 'a log has an epoch from the start');
    return cached;
  };
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
    current,
    all: () => all.all(),
    epochId: (epoch) => byNumber.get(epoch)?.epochId ?? null,
    idAt: (seq) => at.get(seq)?.epochId ?? null,
    endOf: (epoch) => (after.get(epoch)?.firstSeq ?? Infinity) - 1,
    begin: ({ epoch, epochId, firstSeq, gate, startedAt }) => {
      insert.run(epoch, epochId, firstSeq, gate, startedAt);
      cached = null;
    },
    openGate: () => {
      openGate.run(current().epoch);
      cached = null;
    },
    forget: () => {
      cached = null;
    },
  };
}
