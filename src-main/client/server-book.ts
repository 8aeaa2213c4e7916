/** All the servers of this client: opened at start, joined, left and forgotten one at a time. */
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { KnownServer } from '../storage/profile-store.ts';
import { askForAdmission, claimPerson, dropInvite, renameUnlessAdmitted, useInvite } from './admission.ts';
import { storageProblem, type BrokenServer } from './broken-server.ts';
import type { ClaimWish } from './claim-wish.ts';
import { watchForDamage } from './damage-watch.ts';
import { createNamesakes, type NamedServer } from './namesakes.ts';
import { openServer, type OpenServerContext } from './open-server.ts';
import { createSerialQueue } from './serial-queue.ts';
import type { ServerClient } from './server-client.ts';

export interface ServerBook {
  /** Opens every known server, and connects to those that were not left. */
  openAll(): Promise<void>;
  get(serverId: ServerId): ServerClient | undefined;
  all(): readonly ServerClient[];
  /** Also those whose key or database could not be opened. */
  views(): readonly ServerView[];
  isKnown(serverId: ServerId): boolean;
  /** Why its key or database could not be opened; null where it was. */
  problemOf(serverId: ServerId): ConnectionProblem | null;
  join(wish: JoinWish): Promise<Result<ServerClient, ChatError>>;
  leave(serverId: ServerId): Promise<void>;
  /** Puts a damaged database aside and begins a new one; comes back with where it lies now. */
  renew(serverId: ServerId): Promise<Result<{ readonly file: string }, ChatError>>;
  forget(serverId: ServerId): Promise<void>;
  close(): Promise<void>;
}

export interface JoinWish {
  readonly serverId: ServerId;
  /** Shown until the server says its own name. */
  readonly name: string;
  readonly displayName: string;
  readonly addresses: readonly string[];
  /** Of an invite (T6). */
  readonly token: string | null;
  /** The person was given this very server's id: nobody can have posed as it (T6). */
  readonly isMeant: boolean;
  /** The person has seen that it is called like another one, and joins it beside that (T8). */
  readonly isSeparate: boolean;
  /** This device is to become one of the person's whose link it was given (P18). */
  readonly isLink: boolean;
}

export function createServerBook(parts: Omit<OpenServerContext, 'namesake' | 'reopen' | 'admit'>): ServerBook {
  const { storage, emit, log } = parts;
  const { profile } = storage;
  const queue = createSerialQueue();
  const servers = new Map<ServerId, ServerClient>();
  const broken = new Map<ServerId, BrokenServer>();
  const namesakes = createNamesakes(() => namedServers([...servers.values()], [...broken.values()]));
  const reopenSoon = (serverId: ServerId) => queue.run(() => reopen(serverId));
  const admit = (id: ServerId) => void queue.run(() => comeAsNewcomer(servers.get(id), log));
  const context: OpenServerContext = { ...parts, namesake: namesakes.find, reopen: (id) => void reopenSoon(id), admit };

  async function open(known: KnownServer, claim: ClaimWish | null = null): Promise<Result<ServerClient, ChatError>> {
    const opened = await openServer(context, known, claim);
    if (!opened.ok) {
      broken.set(known.serverId, opened.error);
      return err(opened.error.problem);
    }
    broken.delete(known.serverId);
    servers.set(known.serverId, opened.value);
    return opened;
  }

  async function openAndConnect(known: KnownServer): Promise<Result<ServerClient, ChatError>> {
    const opened = await open(known);
    if (opened.ok && known.isJoined) opened.value.connector.start();
    return opened;
  }

  async function join(wish: JoinWish): Promise<Result<ServerClient, ChatError>> {
    if (wish.isSeparate) namesakes.allow(wish.serverId);
    const old = servers.get(wish.serverId);
    if (old !== undefined) return ok(await joinAgain(old, wish));
    const known = knownBy(wish, broken.get(wish.serverId)?.known ?? null);
    const opened = await open(known, wish.isLink ? { type: 'link' } : null);
    if (!opened.ok) return opened;
    await profile.putServer(known);
    opened.value.views.tellAll();
    opened.value.connector.start();
    return opened;
  }

  async function renew(serverId: ServerId): Promise<Result<{ readonly file: string }, ChatError>> {
    const damaged = broken.get(serverId);
    if (damaged?.problem.detail !== 'database_corrupt') return err({ type: 'database_not_damaged' });
    const aside = await storage.setServerAside(serverId);
    if (!aside.ok) return err(storageProblem(aside.error));
    log.warn('A damaged database was put aside.', { serverId, file: aside.value });
    const opened = await openAndConnect(damaged.known);
    if (!opened.ok) return opened;
    opened.value.views.tellAll();
    return ok({ file: aside.value });
  }

  /** Damage showed while it was open, and opening it again begins anew with what can be read; or it is another person's now. */
  async function reopen(serverId: ServerId): Promise<void> {
    const server = servers.get(serverId);
    if (server === undefined) return;
    servers.delete(serverId);
    const removed = await closeDamaged(server, log);
    const known = server.known.server;
    const opened = await open(known);
    // A window shows what the new database says, and nothing of the old one, before it hears anything of the server.
    emit('room.changed', { serverId, rooms: [], removed });
    // Nothing is heard before this turn ends, and nobody has left: it is on its way from the first that is shown of it.
    if (opened.ok && known.isJoined) opened.value.connector.start();
    if (opened.ok) opened.value.views.tellAll();
    else for (const { view } of broken.values()) emit('server.changed', view);
  }

  const watch = watchForDamage({ ...context, reopen: reopenSoon });

  return {
    openAll: () =>
      queue.run(async () => {
        for (const known of await profile.servers()) await openAndConnect(known);
        watch.start();
      }),
    get: (serverId) => servers.get(serverId),
    all: () => [...servers.values()],
    views: () => viewsOf([...servers.values()], [...broken.values()]),
    isKnown: (serverId) => servers.has(serverId) || broken.has(serverId),
    problemOf: (serverId) => broken.get(serverId)?.problem ?? null,
    join: (wish) => queue.run(() => join(wish)),
    leave: (serverId) =>
      queue.run(async () => {
        const server = servers.get(serverId);
        server?.connector.stop();
        server?.known.change({ isJoined: false });
        await server?.known.saved();
      }),
    renew: (serverId) => queue.run(() => renew(serverId)),
    forget: (serverId) =>
      queue.run(async () => {
        await servers.get(serverId)?.close();
        servers.get(serverId)?.notifications.takeBack();
        servers.delete(serverId);
        broken.delete(serverId);
        await eraseServer(context, serverId);
        emit('server.forgotten', { serverId });
      }),
    close: () =>
      queue.run(async () => {
        watch.stop();
        for (const server of servers.values()) await server.close();
        servers.clear();
        await storage.close();
      }),
  };
}

async function comeAsNewcomer(server: ServerClient | undefined, log: Logger): Promise<void> {
  if (server === undefined) return;
  await askForAdmission(server).catch((error: unknown) => {
    log.warn('Being let in could not be asked for.', { serverId: server.serverId, error: String(error) });
  });
}

function viewsOf(servers: readonly ServerClient[], broken: readonly BrokenServer[]): readonly ServerView[] {
  return [...servers.map(({ views }) => views.server()), ...broken.map(({ view }) => view)];
}

function namedServers(servers: readonly ServerClient[], broken: readonly BrokenServer[]): readonly NamedServer[] {
  return [
    ...servers.map(({ known, views }) => ({ ...known.server, isMet: views.rooms().length > 0 })),
    ...broken.map(({ known }) => ({ ...known, isMet: true })),
  ];
}

/** What is known of a server that is joined, beside what was known of it before. */
function knownBy({ serverId, name, displayName, addresses, token, isMeant }: JoinWish, before: KnownServer | null) {
  const known = before ?? { serverId, name, displayName, addresses: [], isVerified: false, token: null };
  return {
    ...known,
    isJoined: true,
    isVerified: known.isVerified || isMeant,
    token: token ?? known.token,
    addresses: [...new Set([...known.addresses, ...addresses])],
  };
}

/** First what would bring it back at the next start, last what cannot be made again. */
async function eraseServer({ storage, deviceSeeds }: OpenServerContext, serverId: ServerId): Promise<void> {
  await storage.profile.forgetServer(serverId);
  await storage.forgetServer(serverId);
  deviceSeeds.forget(serverId);
}

/** Comes back with the rooms that it showed. */
async function closeDamaged(server: ServerClient, log: Logger): Promise<readonly RoomId[]> {
  const { serverId } = server;
  await server.close();
  server.notifications.takeBack();
  await server.store.close().catch((error: unknown) => {
    log.warn('A damaged database could not be closed as it should be.', { serverId, error: String(error) });
  });
  return server.views.rooms().map(({ roomId }) => roomId);
}

async function joinAgain(server: ServerClient, wish: JoinWish): Promise<ServerClient> {
  const { addresses, displayName, token, isMeant } = wish;
  const { isVerified, token: before } = server.known.server;
  server.known.change({ isJoined: true, isVerified: isVerified || isMeant, token: token ?? before });
  server.known.addAddresses(addresses);
  if (wish.isLink) {
    await claimPerson(server, { type: 'link' });
    await server.known.saved();
    return server;
  }
  if (token === null && (await dropInvite(server))) {
    await server.known.saved();
    return server;
  }
  await renameUnlessAdmitted(server, displayName);
  // A token is sent with a login: over a connection that has none, what asks for it would be refused for good.
  if (token !== null) server.connector.stop();
  if (token !== null) await useInvite(server, token);
  await server.known.saved();
  server.connector.connectNow();
  return server;
}
