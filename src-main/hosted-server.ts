/** A chat server with all that it stands on: data folder, key, log, listener, announcements. What the entries start. */
import { existsSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#shared/clock.ts';
import { formatAddress, type Address } from '#shared/discovery/address.ts';
import { doorAt, type Door } from '#shared/domain/door.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { formatJoinLine, type JoinLine } from '#shared/discovery/join-line.ts';
import type { ServerAlarm } from '#shared/ipc/server-alarm.ts';
import type { ClaimAnswer } from '#shared/ipc/server-control.ts';
import type { Logger } from '#shared/logger.ts';
import type { ByeReason } from '#shared/protocol/session.ts';
import { protocolVersions } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { attendServer, type Attendance } from './attend-server.ts';
import type { ServeConfig } from './config.ts';
import type { Discovery } from './discovery/discovery.ts';
import { selfTestCrypto, type CryptoFailure } from './identity/crypto-self-test.ts';
import { openKeyFile, type KeyFileFailure } from './identity/key-file.ts';
import type { KeySeal } from './identity/key-seal.ts';
import { createIds } from './identity/ids.ts';
import { createServerIdentity, type ServerIdentity } from './identity/server-identity.ts';
import type { NetworkAccess } from './network-access.ts';
import { createOutsideWatch } from './outside-watch.ts';
import { advertiseServed, reachableAddresses } from './served-hosts.ts';
import { createChatServer, type ChatServer } from './server/chat-server.ts';
import { createDoorWish, type DoorWish } from './server/door-wish.ts';
import { createOwnerClaims, type LinkClaim, type OwnerClaims } from './server/owner-claims.ts';
import type { AppendedBatch } from './server/append-queue.ts';
import { lockFolder } from './storage/lock-file.ts';
import type { OpenError } from './storage/open-error.ts';
import { databaseFile } from './storage/server/server-files.ts';
import { openErrorOf } from './storage/sqlite-failure.ts';
import { StorageWorkerError } from './storage/storage-worker.ts';
import { openWorkerEventLog, type WorkerEventLog } from './storage/server/worker-event-log.ts';
import type { BindFailure } from './transport/bind-hosts.ts';
import { createCertificate } from './transport/certificate.ts';
import { listenForChat, type ChatListener } from './transport/chat-listener.ts';
import { isTlsWorking } from './transport/tls-self-test.ts';

export type HostFailure = CryptoFailure | OpenError | KeyFileFailure | BindFailure;

export interface HostedServer {
  readonly serverId: ServerId;
  /** Where it can be reached now from other machines; from this one alone where there is no network that it is there for. */
  addresses(): readonly Address[];
  readonly port: number;
  readonly listener: ChatListener;
  readonly chat: ChatServer;
  readonly claims: Pick<OwnerClaims, 'byDevice'>;
  /** A new link whose first user owns the server, where nobody does yet: the one secret that is told, and never written down. */
  claimLink(): Promise<ClaimAnswer>;
  /** Whom it lets in now; null where the log does not say. */
  door(): Promise<Door | null>;
  /** Its status, the care for its database, and what its verifier finds. */
  readonly attendance: Pick<Attendance, 'status' | 'commits' | 'care' | 'verifier' | 'reopenAll'>;
  /** Says goodbye to the network and to everybody, answers what was taken, closes everything (D13). */
  stop(reason: ByeReason): Promise<void>;
}

export interface HostOptions {
  readonly config: ServeConfig;
  /** The door of a server that is new, where `config` says none (T7). */
  readonly firstDoor: Door;
  readonly clock: Clock;
  readonly random: Random;
  /** Of this program, for the status. */
  readonly version: string;
  /** Null: its key lies in a file that only this user can read. */
  readonly seal: KeySeal | null;
  readonly logger: Logger;
  /** Null: nobody is told on the network. */
  readonly discovery: Discovery | null;
  /** For which networks it is there; closed with the server. */
  readonly networks: NetworkAccess;
  /** Another computer reached this server for the first time since it started. */
  readonly onReached?: () => void;
  readonly onAppended?: (batch: AppendedBatch) => void;
  /** Something about the database has to be known at once, or need not any more. */
  readonly onAlarm?: (alarm: ServerAlarm | null) => void;
  /** The server gathers what it lost, or has come further with it (H3). */
  readonly onHealing?: () => void;
  /** The log is gone: the process has to end. */
  readonly onFailed: (error: unknown) => void;
}

export async function startHostedServer(options: HostOptions): Promise<Result<HostedServer, HostFailure>> {
  const tested = selfTestCrypto();
  if (!tested.ok) return tested;
  const folder = await openFolder(options);
  if (!folder.ok) return folder;
  const started = await listen(options, folder.value).catch((error: unknown) =>
    err(problemOfLog(error, options.config.dataFolder)),
  );
  if (!started.ok) await folder.value.log.close();
  return started;
}

/** What the log failed with at the start, which a person can see to; throws on what is a bug. */
export function problemOfLog(error: unknown, folder: string): OpenError {
  if (!(error instanceof StorageWorkerError)) throw error;
  return openErrorOf(error, databaseFile(folder));
}

interface OpenedFolder {
  readonly seed: Uint8Array;
  readonly identity: ServerIdentity;
  readonly log: WorkerEventLog;
}

/** What lies in the data folder. It is this server's alone from before its key is made until its log is closed. */
async function openFolder(options: HostOptions): Promise<Result<OpenedFolder, HostFailure>> {
  const lock = lockFolder(options.config.dataFolder);
  if (!lock.ok) return lock;
  const { release } = lock.value;
  const opened = await openLocked(options);
  if (!opened.ok) {
    release();
    return opened;
  }
  const { log } = opened.value;
  const close = () => log.close().finally(release);
  return ok({ ...opened.value, log: { ...log, close } });
}

async function openLocked(options: HostOptions): Promise<Result<OpenedFolder, HostFailure>> {
  const { config, logger, onFailed } = options;
  const { limits, name, dataFolder: folder } = config;
  const keyFile = join(folder, 'server.key');
  const isBegun = (): boolean => existsSync(databaseFile(folder));
  const wasBegun = isBegun();
  const key = openKeyFile(keyFile, options);
  if (!key.ok) return key;
  const { seed, isNew } = key.value;
  const door = config.door ?? options.firstDoor;
  const log = await openWorkerEventLog({ folder, isLocked: true, seed, name, door, limits, log: logger, onFailed });
  if (log.ok) return ok({ seed, identity: createServerIdentity(seed), log: log.value });
  // Nothing of ours stays in a folder that is of no use; no other start can have read a key that was made under the lock. But what
  // was begun with it is of no use without it.
  if (isNew && (wasBegun || !isBegun())) rmSync(keyFile, { force: true });
  return log;
}

async function listen(
  options: HostOptions,
  { identity, seed, log }: OpenedFolder,
): Promise<Result<HostedServer, HostFailure>> {
  const { config, clock, logger, discovery, networks } = options;
  const { hosts, port, limits, name } = config;
  let listener: ChatListener | null = null;
  const onLogin = (connection: Parameters<ChatServer['accept']>[0]) => listener?.admitLogin(connection);
  let wish: DoorWish | null = null;
  const onHealing = () => {
    // A log that does not answer ends the process, and says so itself.
    wish?.fulfil().catch(() => undefined);
    options.onHealing?.();
  };
  const chat = await createChatServer({ ...options, log, identity, limits, name, onLogin, onHealing });
  const serverPersonId = createIds(identity.serverId).personId(identity.publicKey);
  wish = createDoorWish({ log, chat, serverPersonId, door: config.door });
  if (!(await wish.fulfil())) logger.warn('The door could not be set yet.', { door: config.door });
  const certificate = await createCertificate();
  if (!(await isTlsWorking(certificate))) return err({ type: 'crypto_failed', check: 'tls' });
  const watchOutside = createOutsideWatch(() => options.onReached?.());
  const knownNames = [hostname(), `${hostname()}.local`];
  const bound = await listenForChat({
    hosts,
    port,
    certificate,
    knownNames,
    isServed: networks.letsOn,
    limits,
    clock,
    log: logger,
    onConnection: (connection) => {
      watchOutside(connection.remoteAddress);
      chat.accept(connection);
    },
  });
  if (!bound.ok) return bound;
  listener = bound.value;
  const { serverId } = identity;
  const record = { serverId, name, versions: protocolVersions, port: listener.port };
  const stopAdvertising = discovery === null ? null : advertiseServed({ discovery, record, hosts, networks });
  networks.onChange(bound.value.dropUnserved);
  const addresses = () => reachableAddresses(hosts, bound.value, networks);
  const claims = createOwnerClaims({ ...options, log, chat, identity });
  const claimLink = async () => toLink(await claims.byLink(), { serverId, addresses: addresses() });
  const attendance = await attendServer({
    folder: config.dataFolder,
    seed,
    ballastBytes: config.ballastBytes,
    clock,
    logger,
    chat,
    log,
    fixed: {
      version: options.version,
      serverId,
      name,
      startedAt: clock.now(),
    },
    claimLink,
    reach: () => ({
      addresses: addresses().map(formatAddress),
      networks: { all: networks.view(), refusals: bound.value.counters.networkRefusals },
    }),
    onAlarm: (alarm) => options.onAlarm?.(alarm),
  });
  return ok({
    serverId,
    addresses,
    port: bound.value.port,
    listener: bound.value,
    chat,
    claims,
    claimLink,
    door: async () => {
      const read = await log.readDoor(serverPersonId, {});
      return read.ok ? doorAt(read.value, await log.latestAt()) : null;
    },
    attendance,
    stop: async (reason) => {
      // Whoever closes the log last leaves one file of it: a reader may not be there then.
      await attendance.close();
      networks.close();
      await Promise.all([stopAdvertising?.(), chat.stop(reason)]);
      await Promise.all([bound.value.close(), discovery?.close()]);
    },
  });
}

function toLink(claim: LinkClaim, where: Pick<JoinLine, 'serverId' | 'addresses'>): ClaimAnswer {
  if (claim.type !== 'claimable') return claim;
  const { type, invite, expiresAt } = claim;
  return { type, link: formatJoinLine({ ...where, invite }), expiresAt };
}
