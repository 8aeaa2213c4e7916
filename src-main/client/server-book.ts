/** All the servers of this client: opened at start, joined, left and forgotten one at a time. */
import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createIds } from '../identity/ids.ts';
import { createKeyPair } from '../identity/key-pair.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
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
  /** Also those whose database could not be opened. */
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
  const broken = new Map<ServerId, ServerView>();

  async function open(known: KnownServer, token: string | null): Promise<Result<ServerClient, ChatError>> {
    const { serverId } = known;
    const seed = deviceSeeds.open(serverId);
    if (!seed.ok) return err({ type: 'storage_failed', detail: seed.error.type });
    const store = await storage.openServer(serverId, seed.value);
    if (!store.ok) {
      log.error('The database of a server could not be opened.', { serverId, error: store.error.type });
      broken.set(serverId, brokenView(known, seed.value, store.error.type));
      return err({ type: 'storage_failed', detail: store.error.type });
    }
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

  async function openAndConnect(known: KnownServer): Promise<void> {
    const opened = await open(known, null);
    if (opened.ok && known.isJoined) opened.value.connector.start();
  }

  async function join(wish: JoinWish): Promise<Result<ServerClient, ChatError>> {
    const { serverId, displayName, name, addresses, token } = wish;
    const old = servers.get(serverId);
    if (old === undefined) {
      const known: KnownServer = { serverId, name, displayName, isJoined: true, addresses };
      const opened = await open(known, token);
      if (!opened.ok) return opened;
      await profile.putServer(known);
      opened.value.views.refresh();
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
    views: () => [...[...servers.values()].map((server) => server.views.server()), ...broken.values()],
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

/** What can be shown of a server whose database is not to be had; nothing of it is lost by that. */
function brokenView(known: KnownServer, deviceSeed: Uint8Array, detail: string): ServerView {
  const { serverId, name, displayName, addresses } = known;
  const personId = createIds(serverId).personId(createKeyPair(deviceSeed).publicKey);
  const connection = { type: 'refused', problem: { type: 'storage_failed', detail } } as const;
  const outbox = { waiting: 0, failed: 0 };
  return { serverId, name, personId, displayName, connection, addresses, unread: 0, outbox };
}
