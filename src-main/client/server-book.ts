/** All the servers of this client: opened at start, joined, left and forgotten one at a time. */
import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { ConnectionProblem, ServerView } from '#shared/ipc/chat-view.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { createIds } from '../identity/ids.ts';
import type { KeyFileFailure } from '../identity/key-file.ts';
import { createKeyPair } from '../identity/key-pair.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import type { OpenError } from '../storage/open-error.ts';
import type { KnownServer } from '../storage/profile-store.ts';
import { askForAdmission, renameUnlessAdmitted } from './admission.ts';
import type { DeviceSeeds } from './device-seeds.ts';
import { createKnownRecord } from './known-record.ts';
import { createSerialQueue } from './serial-queue.ts';
import { createServerClient, type ServerClient, type ServerClientContext } from './server-client.ts';

export interface ServerBook {
  /** Opens every known server, and connects to those that were not left. */
  openAll(): Promise<void>;
  get(serverId: ServerId): ServerClient | undefined;
  all(): readonly ServerClient[];
  /** Also those whose key or database could not be opened. */
  views(): readonly ServerView[];
  isKnown(serverId: ServerId): boolean;
  join(wish: JoinWish): Promise<Result<ServerClient, ChatError>>;
  leave(serverId: ServerId): Promise<void>;
  forget(serverId: ServerId): Promise<void>;
  close(): Promise<void>;
}

export interface JoinWish {
  readonly serverId: ServerId;
  /** Shown until the server says its own name. */
  readonly name: string;
  readonly displayName: string;
  readonly addresses: readonly string[];
  readonly token: string | null;
}

export interface ServerBookContext extends ServerClientContext {
  readonly storage: ClientStorage;
  readonly deviceSeeds: DeviceSeeds;
}

export function createServerBook(context: ServerBookContext): ServerBook {
  const { storage, deviceSeeds, emit, log } = context;
  const { profile } = storage;
  const queue = createSerialQueue();
  const servers = new Map<ServerId, ServerClient>();
  const broken = new Map<ServerId, BrokenServer>();

  async function open(known: KnownServer, token: string | null): Promise<Result<ServerClient, ChatError>> {
    const { serverId } = known;
    const seed = deviceSeeds.open(serverId);
    if (!seed.ok) return cannotOpen(known, seed.error, null);
    const store = await storage.openServer(serverId, seed.value);
    if (!store.ok) return cannotOpen(known, store.error, seed.value);
    broken.delete(serverId);
    const record = createKnownRecord({ profile, log }, known);
    const server = await createServerClient(context, {
      known: record,
      store: store.value,
      deviceSeed: seed.value,
      token,
    });
    servers.set(serverId, server);
    await askForAdmission(server);
    return ok(server);
  }

  /** It stays in the list with the reason; nothing of it is lost. */
  function cannotOpen(known: KnownServer, error: KeyFileFailure | OpenError, seed: Uint8Array | null): Err<ChatError> {
    const { serverId } = known;
    const problem = storageProblem(error);
    log.error('A server could not be opened.', { serverId, error: error.type, file: problem.file ?? null });
    broken.set(serverId, { known, view: brokenView(known, seed, problem) });
    return err(problem);
  }

  async function openAndConnect(known: KnownServer): Promise<void> {
    const opened = await open(known, null);
    if (opened.ok && known.isJoined) opened.value.connector.start();
  }

  async function join(wish: JoinWish): Promise<Result<ServerClient, ChatError>> {
    const { serverId, displayName, name, addresses, token } = wish;
    const old = servers.get(serverId);
    if (old === undefined) {
      const before = broken.get(serverId)?.known ?? { serverId, name, displayName, addresses: [] };
      const known = { ...before, isJoined: true, addresses: [...new Set([...before.addresses, ...addresses])] };
      const opened = await open(known, token);
      if (!opened.ok) return opened;
      await profile.putServer(known);
      opened.value.views.tellAll();
      opened.value.connector.start();
      return opened;
    }
    old.known.change({ isJoined: true });
    old.known.addAddresses(addresses);
    await renameUnlessAdmitted(old, displayName);
    await old.known.saved();
    old.connector.connectNow();
    return ok(old);
  }

  return {
    openAll: () =>
      queue.run(async () => {
        for (const known of await profile.servers()) await openAndConnect(known);
      }),
    get: (serverId) => servers.get(serverId),
    all: () => [...servers.values()],
    views: () => [
      ...[...servers.values()].map((server) => server.views.server()),
      ...[...broken.values()].map(({ view }) => view),
    ],
    isKnown: (serverId) => servers.has(serverId) || broken.has(serverId),
    join: (wish) => queue.run(() => join(wish)),
    leave: (serverId) =>
      queue.run(async () => {
        const server = servers.get(serverId);
        server?.connector.stop();
        server?.known.change({ isJoined: false });
        await server?.known.saved();
      }),
    forget: (serverId) =>
      queue.run(async () => {
        await servers.get(serverId)?.close();
        servers.delete(serverId);
        broken.delete(serverId);
        // First what would bring it back at the next start, last what cannot be made again.
        await profile.forgetServer(serverId);
        await storage.forgetServer(serverId);
        deviceSeeds.forget(serverId);
        emit('server.forgotten', { serverId });
      }),
    close: () =>
      queue.run(async () => {
        for (const server of servers.values()) await server.close();
        servers.clear();
        await storage.close();
      }),
  };
}

/** A server that is known and cannot be opened. */
interface BrokenServer {
  readonly known: KnownServer;
  readonly view: ServerView;
}

type StorageProblem = Extract<ConnectionProblem, { type: 'storage_failed' }>;

function storageProblem(error: KeyFileFailure | OpenError): StorageProblem {
  const file = 'file' in error ? error.file : 'path' in error ? error.path : null;
  return { type: 'storage_failed', detail: error.type, ...(file === null ? {} : { file }) };
}

/** What can be shown of a server whose key or database is not to be had. */
function brokenView(known: KnownServer, deviceSeed: Uint8Array | null, problem: StorageProblem): ServerView {
  const { serverId, name, displayName, addresses } = known;
  const personId = deviceSeed === null ? null : createIds(serverId).personId(createKeyPair(deviceSeed).publicKey);
  const outbox = { waiting: 0, failed: 0 };
  const connection = { type: 'refused', problem } as const;
  return { serverId, name, personId, displayName, connection, addresses, unread: 0, outbox };
}
