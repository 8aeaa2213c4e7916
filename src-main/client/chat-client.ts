/** All of chat for one person on one machine: several servers, each with its own database, shown over any number of ports. */
import type { Clock } from '#shared/clock.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import { chatCalls, type ChatContract } from '#shared/ipc/chat-api.ts';
import type {
  ChatNotification,
  ConversationRead,
  KnockNotification,
  KnocksOver,
} from '#shared/ipc/chat-notification.ts';
import type { Port } from '#shared/ipc/port.ts';
import { serveRpc, type RpcServer } from '#shared/ipc/rpc.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import type { Discovery } from '../discovery/discovery.ts';
import { createSignatureVerifier, type SignatureVerifier } from '../identity/signature-verifier.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import type { ChatHandlers } from './call-context.ts';
import type { ChatEmit } from './chat-emit.ts';
import { deviceCallHandlers } from './device-calls.ts';
import { doorCallHandlers } from './door-calls.ts';
import { inviteCalls } from './invite-calls.ts';
import type { DeviceSeeds } from './device-seeds.ts';
import { messageCalls } from './message-calls.ts';
import { moderationCallHandlers } from './moderation-calls.ts';
import { browseNearby, type Nearby } from './nearby.ts';
import { createNotificationBoard } from './notification-board.ts';
import { personCalls } from './person-calls.ts';
import { profileCalls } from './profile-calls.ts';
import type { Dial } from './reach-server.ts';
import { roomCalls } from './room-calls.ts';
import { createServerBook } from './server-book.ts';
import { serverCalls } from './server-calls.ts';

export interface ChatClient {
  /** Serves the chat API over a port until that closes. */
  serve(port: Port): void;
  /** The machine woke up, or its network is another: connections are checked, lost ones tried at once (D10, D11). */
  wake(): void;
  /** Whether somebody is at this computer, told to every server. */
  setPresence(state: DevicePresence): void;
  /**
   * Calls back when the person should hear of something: a message in a direct room, or one that names them; not of what
   * a page of history brings, what is forged, or what was read on any of their devices. At once while this client is in step,
   * and once for each conversation after it has caught up. Whether somebody is looking at that very room is not asked here.
   * Returns its own undo, as do the others.
   */
  onNotification(listener: (notification: ChatNotification) => void): () => void;
  /** Calls back when what was told of a conversation has been read, so that its notification can go. */
  onConversationRead(listener: (conversation: ConversationRead) => void): () => void;
  /** Calls back when somebody knocks at a door that this person may open (T7), once for all who wait there. */
  onKnocks(listener: (notification: KnockNotification) => void): () => void;
  /** Calls back when nobody waits there any more, so that its notification can go. */
  onKnocksOver(listener: (over: KnocksOver) => void): () => void;
  /** Calls back at once, and whenever it changes: what is unread in direct rooms, and where this person was named. */
  onBadge(listener: (count: number) => void): () => void;
  /** Disconnects and closes the databases. Discovery is the caller's. */
  close(): Promise<void>;
}

export interface ChatClientContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly storage: ClientStorage;
  readonly deviceSeeds: DeviceSeeds;
  readonly dial: Dial;
  /** Null where discovery is switched off. */
  readonly discovery: Discovery | null;
  /** One of its own where none is given. */
  readonly verifier?: SignatureVerifier;
  /** What this device is called, for its person's other devices; nothing where it is left out. */
  readonly deviceName?: string;
}

/** Opens what this client knows and connects to it. Resolves when everything on disk can be read. */
export async function createChatClient(context: ChatClientContext): Promise<ChatClient> {
  const { log } = context;
  const ports = new Set<RpcServer<ChatContract>>();
  const emit: ChatEmit = (name, event) => {
    for (const port of ports) port.emit(name, event);
  };
  const board = createNotificationBoard();
  let presence: DevicePresence = 'here';
  const setPresence = (state: DevicePresence): void => {
    presence = state;
    for (const server of book.all()) server.presenceChanged();
  };
  const verifier = context.verifier ?? createSignatureVerifier();
  const book = createServerBook({
    ...context,
    emit,
    board,
    verifier,
    announced: (serverId) => nearby.told(serverId),
    presence: () => presence,
  });
  const nearby: Nearby = browseNearby({
    clock: context.clock,
    discovery: context.discovery,
    isKnown: book.isKnown,
    onChange: (fresh) => {
      emit('nearby.changed', nearby.view());
      for (const serverId of fresh) {
        book.get(serverId)?.views.refresh();
        book.get(serverId)?.connector.nudge();
      }
    },
  });
  const calls = { book, nearby, emit };
  const handlers: ChatHandlers = {
    ...profileCalls(calls, context.storage.profile),
    ...serverCalls(calls, context),
    ...personCalls(calls, setPresence),
    ...doorCallHandlers(calls, context.clock),
    ...deviceCallHandlers(calls, { ...context, verifier }),
    ...inviteCalls(calls, context),
    ...moderationCallHandlers(calls),
    ...roomCalls(calls),
    ...messageCalls(calls),
  };
  await book.openAll();

  return {
    serve: (port) => {
      const onBug = (error: unknown, call: string) => {
        log.error('A call threw.', {
          call,
          error: error instanceof Error ? (error.stack ?? error.message) : 'unknown',
        });
      };
      const served = serveRpc<ChatContract>(port, { calls: chatCalls, handlers, onBug });
      ports.add(served);
      port.onClose(() => ports.delete(served));
    },
    onNotification: board.onNotification,
    onConversationRead: board.onConversationRead,
    onKnocks: board.onKnocks,
    onKnocksOver: board.onKnocksOver,
    onBadge: board.onBadge,
    wake: () => {
      for (const server of book.all()) server.connector.wake();
    },
    setPresence,
    close: async () => {
      nearby.close();
      await book.close();
    },
  };
}
