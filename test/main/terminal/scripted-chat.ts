import type { ServerId } from '#shared/domain/ids.ts';
import { chatCalls, type ChatCallName, type ChatContract, type ChatEvents } from '#shared/ipc/chat-api.ts';
import type {
  FailedCommand,
  MessageItem,
  NearbyView,
  PersonView,
  RoomView,
  ServerView,
  TimelineItem,
} from '#shared/ipc/chat-view.ts';
import type { RenewedProfile } from '#shared/ipc/renewed-view.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createRpcClient, serveRpc, type RpcClient, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { err, ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import {
  buildDiagnostics,
  buildMessage,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  morning,
  nordlicht,
  placeOf,
  roomIdOf,
} from './builders.ts';

/** A client that does what the test says: its state is open, its calls are written down, its events are the test's. */
export interface ScriptedChat {
  readonly chat: RpcClient<ChatContract>;
  readonly state: ScriptedState;
  readonly calls: readonly { readonly name: ChatCallName; readonly params: unknown }[];
  emit<Name extends keyof ChatEvents>(name: Name, event: ChatEvents[Name]): void;
  /** What a handler returns from now on in place of its usual answer. */
  answer<Name extends ChatCallName>(name: Name, handler: RpcHandlers<ChatContract>[Name]): void;
  /** Somebody says something in `general`, or the room given. */
  hear(text: string, parts?: Partial<MessageItem>, at?: { roomId?: RoomView['roomId']; serverId?: ServerId }): void;
  /** An own message gets further. */
  deliver(item: MessageItem, delivery: MessageItem['delivery'], failure?: MessageItem['failure']): void;
  server(parts: Partial<ServerView>): void;
  close(): void;
}

export interface ScriptedState {
  servers: ServerView[];
  nearby: NearbyView;
  rooms: RoomView[];
  people: PersonView[];
  items: TimelineItem[];
  sent: MessageItem[];
  failed: FailedCommand[];
  renewedProfile: RenewedProfile | null;
}

/** `served`: the port that it is served on, where that is not a linked one. */
export function createScriptedChat(parts: Partial<ScriptedState> = {}, served?: Port): ScriptedChat {
  const [mine, linked] = linkedPorts();
  const theirs = served ?? linked;
  const state: ScriptedState = {
    servers: [buildServer()],
    nearby: { servers: [], status: { type: 'working', problem: null } },
    rooms: [buildRoom()],
    people: [buildPerson({ personId: mara, displayName: 'Mara', isMe: true }), buildPerson()],
    items: [],
    sent: [],
    failed: [],
    renewedProfile: null,
    ...parts,
  };
  const calls: { name: ChatCallName; params: unknown }[] = [];
  const replaced = new Map<string, unknown>();
  let lastCommand = 0;
  let heard = 0;

  const queued = () => {
    lastCommand += 1;
    return { commandId: commandIdOf(lastCommand) };
  };
  const done = async () => ok(null);
  const queue = async () => ok(queued());
  const usual: RpcHandlers<ChatContract> = {
    'profile.renewal': async () => ok(state.renewedProfile),
    'profile.renewalSeen': done,
    'server.list': async () => ok(state.servers),
    'server.nearby': async () => ok(state.nearby),
    'server.join': async ({ target }) => {
      const known = state.servers.find(({ serverId }) => serverId === target);
      return known === undefined ? err({ type: 'server_not_known', target }) : ok({ serverId: known.serverId });
    },
    'server.connectNow': done,
    'server.diagnostics': async () => ok(buildDiagnostics()),
    'server.healingSeen': done,
    'server.renewalSeen': done,
    'server.leave': done,
    'server.renew': async () => ok({ file: '/data/servers/n.db.damaged-1' }),
    'server.confirm': done,
    'server.forget': done,
    'server.claim': done,
    'device.list': async () => ok([]),
    'device.revoke': queue,
    'device.offer': async () => err({ type: 'server_unreachable' }),
    'claim.list': async () => ok([]),
    'claim.open': async () => err({ type: 'server_unreachable' }),
    'claim.accept': queue,
    'claim.refuse': done,
    'device.vouch': queue,
    'door.read': async () => ok({ door: 'knock', openUntil: 0, banned: [] }),
    'door.set': queue,
    'knock.list': async () => ok([]),
    'knock.open': async () => err({ type: 'server_unreachable' }),
    'knock.refuse': done,
    'knock.accept': queue,
    'device.setBan': queue,
    'invite.list': async () => ok([]),
    'invite.create': async () => err({ type: 'server_unreachable' }),
    'invite.revoke': queue,
    'person.setRole': queue,
    'person.setStanding': queue,
    'person.setBlock': queue,
    'report.create': queue,
    'report.close': queue,
    'report.list': async () => ok({ reports: [], next: null }),
    'audit.list': async () => ok({ entries: [], next: null }),
    'audit.export': async () => ok({ text: '', entries: 0 }),
    'audit.undo': queue,
    'person.list': async () => ok(state.people),
    'person.rename': queue,
    'presence.set': done,
    'presence.watch': done,
    'typing.set': done,
    'room.list': async () => ok(state.rooms),
    'room.browse': async () => ok([]),
    'room.create': async () => ok({ ...queued(), roomId: general }),
    'room.join': queue,
    'room.leave': queue,
    'room.invite': queue,
    'room.removeMember': queue,
    'room.rename': queue,
    'room.setTopic': queue,
    'room.markRead': done,
    'room.markUnread': done,
    'direct.open': async () => ok({ ...queued(), roomId: general }),
    'message.send': async ({ serverId, roomId, text }) => {
      const { commandId } = queued();
      const item = buildMessage(text, { commandId, author: mara, delivery: 'queued', itemNumber: null });
      state.sent.push(item);
      api.emit('timeline.changed', { serverId, roomId, items: [item], removed: [], isLive: true });
      return ok({ commandId });
    },
    'message.cancel': done,
    'message.change': done,
    'message.info': async () => err({ type: 'command_not_known' }),
    'command.failedList': async () => ok(state.failed),
    'message.retry': async ({ serverId, commandId }) => {
      const failed = state.failed.find((each) => each.commandId === commandId);
      if (failed === undefined) return err({ type: 'command_not_known' });
      state.failed = state.failed.filter((each) => each !== failed);
      const { roomId } = failed;
      if (failed.kind !== 'room.create' || roomId === null) return ok({ ...queued(), roomId });
      // As another command it makes another room, and what failed in the one before is moved there.
      const made = roomIdOf('z');
      state.failed = state.failed.map((each) => (each.roomId === roomId ? { ...each, roomId: made } : each));
      const rooms = [buildRoom({ roomId: made, name: 'made again', isWaiting: true })];
      api.emit('room.changed', { serverId, rooms, removed: [roomId] });
      return ok({ ...queued(), roomId: made });
    },
    'message.discard': done,
    'draft.list': async () => ok([]),
    'draft.put': done,
    'timeline.page': async () => ok({ items: state.items, before: null }),
    'timeline.fillGap': done,
  };
  const handlers = Object.fromEntries(
    Object.entries(usual).map(([name, handler]) => [
      name,
      (params: never) => {
        calls.push({ name: name as ChatCallName, params });
        return ((replaced.get(name) ?? handler) as (params: never) => unknown)(params);
      },
    ]),
  ) as unknown as RpcHandlers<ChatContract>;
  const server = serveRpc<ChatContract>(theirs, {
    calls: chatCalls,
    handlers,
    onBug: (error) => {
      throw error;
    },
  });

  const api: ScriptedChat = {
    chat: createRpcClient<ChatContract>(mine),
    state,
    calls,
    emit: server.emit,
    answer: (name, handler) => void replaced.set(name, handler),
    hear: (text, item = {}, { roomId = general, serverId = nordlicht } = {}) => {
      heard += 1;
      const items = [
        buildMessage(text, {
          commandId: commandIdOf(9000 + heard),
          author: jonas,
          writtenAt: morning,
          itemNumber: heard,
          ...item,
        }),
      ];
      server.emit('timeline.changed', { serverId, roomId, items, removed: [], isLive: true });
    },
    deliver: (item, delivery, failure = null) => {
      const place = delivery === 'failed' ? item.place : placeOf(500);
      const items = [{ ...item, place, delivery, failure, itemNumber: delivery === 'failed' ? null : 500 }];
      server.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
    },
    server: (change) => {
      const [first = buildServer(), ...others] = state.servers;
      const changed = { ...first, ...change };
      state.servers = [changed, ...others];
      server.emit('server.changed', changed);
    },
    close: () => {
      theirs.close();
    },
  };
  return api;
}
