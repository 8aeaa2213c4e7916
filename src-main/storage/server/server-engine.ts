import { assert } from '#shared/assert.ts';
import type { DeviceKey, EpochId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Logger } from '#shared/logger.ts';
import { limits as protocolLimits } from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import { createIds } from '../../identity/ids.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import type { EventLog } from '../event-log.ts';
import type { WritableDb } from '../readable-db.ts';
import { createAppendBatch } from './append-batch.ts';
import { createAppender } from './appender.ts';
import { readDirectory, readLogin, readStats } from './directory-reader.ts';
import type { EngineContext, EngineLimits } from './engine-context.ts';
import { firstRoomCommand, firstRoomId } from './first-room.ts';
import { readHistory } from './history-reader.ts';
import { listMarkers, saveDelivered, saveLastSeen, setMarker } from './marker-verbs.ts';
import { messageInfo } from './message-info.ts';
import { createPositions } from './positions.ts';
import { readReplay } from './replay-reader.ts';
import { planResume } from './resume-planner.ts';
import { browseRooms } from './room-browser.ts';
import { createServerTables } from './server-tables.ts';
import { createTransactions, type EngineClock } from './transactions.ts';

/** The verbs of the log, each answered at once: one implementation for the storage worker and for the simulation. */
export type ServerEngine = {
  readonly [Verb in keyof EventLog]: (...args: Parameters<EventLog[Verb]>) => Awaited<ReturnType<EventLog[Verb]>>;
};

export interface ServerEngineOptions {
  /** With the server's schema (migrations/); closed by the engine's `close`. */
  readonly db: WritableDb;
  readonly identity: ServerIdentity;
  /** The server's name as everybody sees it from now on. */
  readonly name: Name;
  readonly clock: EngineClock;
  readonly random: Random;
  readonly log: Logger;
  readonly limits?: Partial<EngineLimits>;
}

/** The server's log over a database of its own; a new database gets its epoch and its first room here. */
export function createServerEngine(options: ServerEngineOptions): ServerEngine {
  const { db } = options;
  const context = createContext(options);
  db.transact(() => {
    startServer(context, options);
  });
  // One read transaction a verb: what it reads is of one moment, and locks are taken once and not once a statement.
  const read = db.readTogether;
  return {
    append: createAppendBatch(context),
    login: (device, outboxId) => read(() => readLogin(context, device, outboxId)),
    directory: () => read(() => readDirectory(context)),
    planResume: (personId, position) => read(() => planResume(context, personId, position)),
    readReplay: (range) => read(() => readReplay(context, range)),
    readHistory: (personId, params) => read(() => readHistory(context, personId, params)),
    browseRooms: (personId, params) => read(() => browseRooms(context, personId, params)),
    setMarker: (personId, params) => setMarker(context, personId, params),
    listMarkers: (personId, params) => read(() => listMarkers(context, personId, params)),
    messageInfo: (personId, params) => read(() => messageInfo(context, personId, params)),
    saveDelivered: (rows) => saveDelivered(context, rows),
    saveLastSeen: (rows) => {
      saveLastSeen(context, rows);
    },
    stats: () => read(() => readStats(context)),
    close: () => {
      db.close();
    },
  };
}

function createContext({ db, identity, clock, log, limits }: ServerEngineOptions): EngineContext {
  const tables = createServerTables(db);
  const ids = createIds(identity.serverId);
  return {
    tables,
    transactions: createTransactions(db, { tables, clock }),
    positions: createPositions(tables, identity),
    identity,
    ids,
    serverPersonId: ids.personId(identity.publicKey),
    clock,
    limits: { ...protocolLimits, ...limits },
    log,
  };
}

function startServer(context: EngineContext, { name, random }: ServerEngineOptions): void {
  const { tables, serverPersonId, identity, clock } = context;
  const { epochs, people } = tables;
  const known = epochs.server();
  if (known !== null) {
    assert(known.serverId === identity.serverId, 'a database is opened with the key of its server');
    if (known.name !== name) renameServer(context, name);
    return;
  }
  epochs.insertServer(identity.serverId, name);
  epochs.begin({ epoch: 1, epochId: toBase32(random.bytes(16)) as EpochId }, clock.now());
  people.insert({ personId: serverPersonId, displayName: name, role: 'server', isRemoved: false });
  people.addDevice(identity.publicKey as DeviceKey, serverPersonId);
  const outcome = createAppender(context)(firstRoomCommand(context, random));
  epochs.setFirstRoom(firstRoomId(outcome));
  tables.flush();
}

function renameServer({ tables, serverPersonId, clock }: EngineContext, name: Name): void {
  tables.epochs.setName(name);
  tables.people.rename(serverPersonId, name, clock.now());
}
