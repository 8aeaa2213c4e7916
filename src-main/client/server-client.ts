/** One server as this client has it: its database, what is shown of it, and the connection that keeps both fresh. */
import type { Clock } from '#shared/clock.ts';
import { formatAddress } from '#shared/discovery/address.ts';
import type { ToldAddress } from '#shared/discovery/heard-server.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Name } from '#shared/domain/name.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { createKeyPair } from '../identity/key-pair.ts';
import type { SignatureVerifier } from '../identity/signature-verifier.ts';
import type { ClientStore, QueuedCommand } from '../storage/client-store.ts';
import type { KnownServer } from '../storage/profile-store.ts';
import { addressesToTry, addressTexts } from './address-order.ts';
import { createAuthorship } from './authorship.ts';
import type { ChatEmit } from './chat-emit.ts';
import type { ClaimWish } from './claim-wish.ts';
import { createConnectionFigures, type ConnectionFigures } from './connection-figures.ts';
import { createConnector, type Connector } from './connector.ts';
import type { KnownRecord } from './known-record.ts';
import type { NotificationBoard } from './notification-board.ts';
import type { Notifications } from './notifications.ts';
import { createOwnTyping, type OwnTyping } from './own-typing.ts';
import type { PresenceWatch } from './presence-view.ts';
import { reachServer, type Dial } from './reach-server.ts';
import { loadServerNews, type ServerNews } from './server-news.ts';
import type { ServerViews } from './server-view.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionState } from './session-state.ts';
import { startSession, type Session } from './session.ts';
import { createSignatureCheck } from './signature-check.ts';

export interface ServerClient {
  readonly serverId: ServerId;
  readonly store: ClientStore;
  readonly views: ServerViews;
  readonly known: KnownRecord;
  readonly connector: Connector<Session>;
  readonly figures: Pick<ConnectionFigures, 'read'>;
  /** Where the person at this device types. */
  readonly typing: OwnTyping;
  readonly notifications: Pick<Notifications, 'takeBack'>;
  /** Commits the command as queued, tells of it, and sends it as soon as that can be. */
  queue(draft: CommandDraft): Promise<QueuedCommand>;
  /** Everything queued may go: something was queued by another way. */
  kick(): void;
  /** Comes to the door as somebody's device from now on, or as itself again where it is null. */
  claim(wish: ClaimWish | null): void;
  watch(watch: PresenceWatch): void;
  presenceChanged(): void;
  close(): Promise<void>;
}

export interface ServerClientContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly verifier: SignatureVerifier;
  readonly dial: Dial;
  readonly emit: ChatEmit;
  readonly board: NotificationBoard;
  /** Where the server announces itself just now. */
  readonly announced: (serverId: ServerId) => readonly ToldAddress[];
  /** The known server of another key that is called like this one (T8). */
  readonly namesake: (server: Pick<KnownServer, 'serverId' | 'name'>) => ServerId | null;
  /** What this device is called; nothing where it is not said. */
  readonly deviceName?: string;
  /** The server's database is another person's now: it is opened anew. */
  readonly reopen: (serverId: ServerId) => void;
  /** It is to be let in as somebody new, after all. */
  readonly admit: (serverId: ServerId) => void;
  /** Whether the person is in front of this device. */
  readonly presence: () => DevicePresence;
}

/** A server whose database is open. */
export interface OpenServer {
  readonly known: KnownRecord;
  readonly store: ClientStore;
  readonly deviceSeed: Uint8Array;
  /** By what it comes to the door at first. */
  readonly claim: ClaimWish | null;
}

export async function createServerClient(context: ServerClientContext, open: OpenServer): Promise<ServerClient> {
  const { known, store } = open;
  let wish = open.claim;
  const { serverId } = known.server;
  const { personId, renewal } = await store.load();
  await noteStart(store, context, serverId);
  const announced = () => context.announced(serverId);
  const news = await loadServerNews(
    {
      ...context,
      serverId,
      personId,
      renewal,
      listKnocks: () => listKnocks(connector.session),
      describe: () => ({ ...known.server, addresses: addressTexts(announced(), known.server.addresses) }),
    },
    store,
  );
  const figures = createConnectionFigures(context.clock);
  let watched: PresenceWatch | null = null;
  const connector: Connector<Session> = createConnector({
    ...context,
    reach: () => reachServer(context, () => addressesToTry(announced(), known.server.addresses), serverId),
    onState: (state) => {
      figures.state(state);
      news.connection(state);
    },
    openSession: (reached, report) => {
      known.addressWorked(formatAddress(reached.address));
      figures.reached(formatAddress(reached.address));
      const granted = (roomIds: readonly RoomId[]) => {
        joinGranted({ log: context.log, store, news, kick }, roomIds);
      };
      const namesake = (name: Name) => context.namesake({ serverId, name });
      const becamePerson = () => {
        context.reopen(serverId);
      };
      const claimDropped = () => {
        wish = dropClaim(context, known);
      };
      const parts = {
        claim: () => wish,
        claimDropped,
        becamePerson,
        presenceWish: () => ({ state: context.presence(), watch: watched }),
        logHead: figures.head,
        beyondLimit: figures.beyondLimit,
        granted,
        namesake,
      };
      const host = createHost({ known, news, ...parts });
      return startSession(sessionContext(context, open, { ...host, ...report }), reached);
    },
  });

  const kick = (): void => connector.session?.kick();

  const typing = createOwnTyping({
    clock: context.clock,
    send: (roomId, isTyping) => {
      sendWhenActive(connector, { name: 'typing.set', params: { roomId, isTyping } });
    },
  });

  return {
    serverId,
    store,
    views: news.views,
    notifications: {
      takeBack: () => {
        news.notifications.takeBack();
        news.knocks.over();
      },
    },
    known,
    connector,
    figures,
    typing,
    queue: async (draft) => {
      const queued = await store.queueCommand(draft);
      news.views.apply(queued.changes);
      kick();
      return queued;
    },
    kick,
    claim: (next) => {
      wish = next;
    },
    watch: (watch) => {
      watched = watch;
      news.othersTyping.watch(watch.roomIds);
      sendWhenActive(connector, { name: 'presence.watch', params: watch });
    },
    presenceChanged: () => {
      sendWhenActive(connector, { name: 'presence.set', params: { state: context.presence() } });
    },
    close: async () => {
      connector.close();
      typing.end();
      await known.saved();
    },
  };
}

async function listKnocks(session: Session | null): Promise<readonly KnockView[]> {
  const reply = await session?.requests.request('knock.list', {});
  return reply?.ok === true ? reply.value.value.knocks : [];
}

async function noteStart(store: ClientStore, { log }: Pick<ServerClientContext, 'log'>, serverId: ServerId) {
  // A full disk keeps nobody from reading.
  await store.noteStart().catch((error: unknown) => {
    log.warn('A start could not be counted.', { serverId, error: String(error) });
  });
}

/** From here on nobody's device comes: what it wishes to be is gone. */
function dropClaim({ emit, admit }: Pick<ServerClientContext, 'emit' | 'admit'>, { server }: KnownRecord): null {
  const { serverId, name: serverName, displayName } = server;
  emit('claim.dropped', { serverId, serverName, displayName });
  admit(serverId);
  return null;
}

interface GrantedContext extends Pick<ServerClientContext, 'log'> {
  readonly store: ClientStore;
  readonly news: ServerNews;
  readonly kick: () => void;
}

/** Invites lead into rooms that nobody has to look for. */
function joinGranted({ log, store, news, kick }: GrantedContext, roomIds: readonly RoomId[]): void {
  store.joinGranted(roomIds).then(
    (changes) => {
      news.views.apply(changes);
      kick();
    },
    (error: unknown) => {
      const { serverId } = news.views.server();
      log.warn('Rooms of an invite could not be joined.', { serverId, error: String(error) });
    },
  );
}

interface HostParts extends Pick<
  SessionHost,
  'claim' | 'claimDropped' | 'becamePerson' | 'presenceWish' | 'logHead' | 'beyondLimit' | 'granted'
> {
  readonly namesake: (name: Name) => ServerId | null;
  readonly known: KnownRecord;
  readonly news: ServerNews;
}

function createHost({ known, news, namesake, ...given }: HostParts): Omit<SessionHost, 'news' | 'ended'> {
  const { views } = news;
  return {
    tell: views.apply,
    serverName: (name, isIn) => {
      const other = namesake(name);
      // Nobody is locked out of where they are: it goes on under the name it is known by, and the other keeps its own.
      if (isIn && other !== null) return null;
      known.change({ name });
      views.refresh();
      return other;
    },
    waiting: views.waiting,
    ...given,
    inviteUsed: () => {
      known.change({ token: null });
    },
    presence: views.presence,
    typing: news.othersTyping.hear,
    healed: views.healed,
    holdup: views.holdup,
    inStep: news.notifications.inStep,
    memberRooms: () => {
      const rooms = views.rooms().filter(({ isMember }) => isMember);
      return rooms.toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0)).map(({ roomId }) => roomId);
    },
  };
}

function sessionContext(context: ServerClientContext, { store, deviceSeed, known }: OpenServer, host: SessionHost) {
  const check = createSignatureCheck(context.clock, createAuthorship(known.server.serverId, context.verifier));
  const token = () => known.server.token;
  const deviceName = context.deviceName ?? '';
  return { ...context, deviceName, store, deviceKeys: createKeyPair(deviceSeed), check, token, host };
}

/** Told anew after each login, so that what is said while there is no session needs no keeping. */
function sendWhenActive(connector: Connector<Session>, signal: Parameters<Session['sendSignal']>[0]): void {
  const { state }: { readonly state: SessionState } = connector;
  if (state.type === 'active') connector.session?.sendSignal(signal);
}
