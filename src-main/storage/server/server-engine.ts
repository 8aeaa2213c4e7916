import { assert, present } from '#shared/assert.ts';
import type { Door } from '#shared/domain/door.ts';
import type { DeviceKey, EpochId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Logger } from '#shared/logger.ts';
import { createLatestClock } from '#shared/domain/latest-clock.ts';
import { limits as protocolLimits } from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import { createSignatureVerifier, type SignatureVerifier } from '../../identity/signature-verifier.ts';
import { createIds } from '../../identity/ids.ts';
import type { ServerIdentity } from '../../identity/server-identity.ts';
import type { EventLog } from '../event-log.ts';
import type { WritableDb } from '../readable-db.ts';
import { createAppendBatch } from './append-batch.ts';
import { actAsServer } from './act-as-server.ts';
import { readDirectory, readLogin, readStats } from './directory-reader.ts';
import type { EngineContext, EngineLimits } from './engine-context.ts';
import { beginEpoch } from './healing/begin-epoch.ts';
import { findCut } from './healing/find-cut.ts';
import { finishHealing, openGate } from './healing/gate.ts';
import { giveBack } from './healing/give-back.ts';
import { healingReport } from './healing/healing-report.ts';
import type { HighWaterMark } from '../high-water-mark.ts';
import { endsEpoch, isBehind } from '../position-standing.ts';
import { standingOf } from './healing/standing.ts';
import { showPosition, takeNote } from './healing/show-position.ts';
import { wantedPieces } from './healing/wanted-pieces.ts';
import { listAudit } from './audit-reader.ts';
import { isOpenInvite, listInvites, readDoor } from './door-reader.ts';
import { foundServer } from './found-server.ts';
import { findNamed, listDevices, noteDevices } from './device-verbs.ts';
import { readHistory } from './history-reader.ts';
import { listMarkers, saveDelivered, saveLastSeen, setMarker } from './marker-verbs.ts';
import { messageInfo } from './message-info.ts';
import { createPositions } from './positions.ts';
import { listReports } from './report-reader.ts';
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
  /** The database is a backup that was put in place of another one: a new epoch begins (H1). */
  readonly isRestored?: boolean;
  /** How far the log once was, by a mark kept beside it; null where there is none. */
  readonly highWaterMark?: HighWaterMark | null;
  /** Called after each commit that is on the disk. */
  readonly onCommitted?: (mark: () => HighWaterMark) => void;
  /** A transaction found no room on the disk. */
  readonly onDiskFull?: () => void;
  /** Whom a new server lets in (T7); everybody where it is not said. */
  readonly door?: Door;
  /** One of its own where none is given. */
  readonly verifier?: SignatureVerifier;
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
  const append = createAppendBatch(context);
  return {
    append,
    actAsServer: (draft) => actAsServer(context, append, draft),
    login: (device, outboxId) => read(() => readLogin(context, device, outboxId)),
    latestAt: context.latestClock,
    directory: () => read(() => readDirectory(context)),
    planResume: (personId, shown) => planResume(context, personId, shown),
    readReplay: (range) => read(() => readReplay(context, range)),
    readHistory: (personId, params) => read(() => readHistory(context, personId, params)),
    browseRooms: (personId, params) => read(() => browseRooms(context, personId, params)),
    setMarker: (personId, params) => setMarker(context, personId, params),
    listMarkers: (personId, params) => read(() => listMarkers(context, personId, params)),
    ...healingVerbs(context),
    messageInfo: (personId, params) => read(() => messageInfo(context, personId, params)),
    readDoor: (personId, params) => read(() => readDoor(context, personId, params)),
    listInvites: (personId, params) => read(() => listInvites(context, personId, params)),
    ...deviceVerbs(context),
    listReports: (personId, params) => read(() => listReports(context, personId, params)),
    listAudit: (personId, params) => read(() => listAudit(context, personId, params)),
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

function deviceVerbs(context: EngineContext) {
  return {
    listDevices: (asker, personId) => context.read(() => listDevices(context, asker, personId)),
    findNamed: (displayName) => context.read(() => findNamed(context, displayName)),
    isInviteGood: (inviteId) => context.read(() => isOpenInvite(context, inviteId)),
    noteDevices: (notes) => {
      noteDevices(context, notes);
    },
  } satisfies Partial<ServerEngine>;
}

function healingVerbs(context: EngineContext) {
  return {
    showPosition: (shown) => showPosition(context, shown),
    findCut: (params) => context.read(() => findCut(context, params)),
    wantedPieces: (params) => wantedPieces(context, params),
    giveBack: (given) => giveBack(context, given),
    finishHealing: (healer) => finishHealing(context, healer),
    openGate: (opening) => openGate(context, opening),
    healingReport: () => healingReport(context),
  } satisfies Partial<ServerEngine>;
}

function createContext(options: ServerEngineOptions): EngineContext {
  const { db, identity, clock, random, log, limits, onDiskFull } = options;
  const tables = createServerTables(db);
  const ids = createIds(identity.serverId);
  const positions = createPositions(tables, identity);
  const seenAt = () => Math.max(tables.events.newestAt(), options.highWaterMark?.latestAt ?? 0);
  const latestClock = createLatestClock(clock, seenAt).now;
  const onCommitted = () => options.onCommitted?.(() => ({ ...markOf(tables, positions), latestAt: latestClock() }));
  return {
    tables,
    read: db.readTogether,
    transactions: createTransactions(db, { tables, clock, onCommitted, onDiskFull }),
    positions,
    identity,
    ids,
    serverPersonId: ids.personId(identity.publicKey),
    verifier: options.verifier ?? createSignatureVerifier(),
    clock,
    latestClock,
    random,
    limits: { ...protocolLimits, ...limits },
    log,
  };
}

function startServer(context: EngineContext, options: ServerEngineOptions): void {
  const { name, random } = options;
  const { tables, serverPersonId, identity, clock } = context;
  const { epochs, people } = tables;
  const known = epochs.server();
  if (known !== null) {
    assert(known.serverId === identity.serverId, 'a database is opened with the key of its server');
    if (known.name !== name) renameServer(context, name);
    noticeLoss(context, options);
    return;
  }
  epochs.insertServer(identity.serverId, name);
  const epochId = toBase32(random.bytes(16)) as EpochId;
  epochs.begin({ epoch: 1, epochId, firstSeq: 1, gate: 'open', startedAt: clock.now() });
  people.insert({ personId: serverPersonId, displayName: name, role: 'server' });
  const { personRef } = present(people.byId(serverPersonId), 'it was made just now');
  const device = identity.publicKey as DeviceKey;
  tables.devices.add({ device, personRef, personId: serverPersonId, linkedSeq: null, link: null, at: clock.now() });
  foundServer(context, options.door ?? 'open');
  tables.flush();
}

function renameServer({ tables, serverPersonId, clock }: EngineContext, name: Name): void {
  tables.epochs.setName(name);
  tables.people.rename(serverPersonId, name, clock.now());
}

/** The log is behind what is known to have been acknowledged, or is somebody's copy of it (H1). */
function noticeLoss(context: EngineContext, { isRestored = false, highWaterMark = null }: ServerEngineOptions): void {
  const standing = highWaterMark === null ? null : standingOf(context, highWaterMark);
  // A mark of an epoch before the present one was noticed when that began.
  if (isRestored || (standing !== null && endsEpoch(standing.type)))
    beginEpoch(context, { shownEpoch: highWaterMark?.position.epoch ?? 0, gate: 'closed' });
  if (highWaterMark === null || standing === null || standing.epochId === null) return;
  if (isBehind(standing.type)) takeNote(context, highWaterMark.position, standing.epochId);
}

function markOf({ epochs, events }: EngineContext['tables'], positions: EngineContext['positions']) {
  return { position: positions.at(events.lastSeq()), epochId: epochs.current().epochId };
}
