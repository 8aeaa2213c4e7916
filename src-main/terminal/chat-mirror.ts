import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { NearbyView, PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';

/** All of chat that a screen can ask for. */
export type ChatConnection = RpcClient<ChatContract>;

/** What the client has told of servers, rooms and people so far, kept current by its events. */
export interface ChatMirror {
  /** Settles when everything known at the start has been read. */
  readonly ready: Promise<void>;
  /** In the order in which they were joined. */
  servers(): readonly ServerView[];
  server(serverId: ServerId): ServerView | undefined;
  nearby(): NearbyView;
  rooms(serverId: ServerId): readonly RoomView[];
  room(serverId: ServerId, roomId: RoomId): RoomView | undefined;
  people(serverId: ServerId): readonly PersonView[];
  person(serverId: ServerId, personId: PersonId): PersonView | undefined;
  /** Calls back after each change. */
  onChange(listener: () => void): () => void;
}

interface Shelf {
  readonly rooms: Map<RoomId, RoomView>;
  readonly people: Map<PersonId, PersonView>;
}

/** Subscribes first and reads then: what an event has told is newer than what the answer to a list brings later. */
export function createChatMirror(chat: ChatConnection): ChatMirror {
  const servers = new Map<ServerId, ServerView>();
  const shelves = new Map<ServerId, Shelf>();
  const listeners = new Set<() => void>();
  let nearby: NearbyView = { servers: [], status: { type: 'starting', problem: null } };
  let isNearbyHeard = false;

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const shelf = (serverId: ServerId): Shelf => {
    const found = shelves.get(serverId) ?? { rooms: new Map(), people: new Map() };
    shelves.set(serverId, found);
    return found;
  };
  const readShelf = async (serverId: ServerId): Promise<void> => {
    const [rooms, people] = await Promise.all([
      chat.call('room.list', { serverId }),
      chat.call('person.list', { serverId }),
    ]);
    const { rooms: roomById, people: personById } = shelf(serverId);
    if (rooms.ok) addMissing(roomById, rooms.value, ({ roomId }) => roomId);
    if (people.ok) addMissing(personById, people.value, ({ personId }) => personId);
    changed();
  };

  chat.on('server.changed', (server) => {
    const isNew = !servers.has(server.serverId);
    servers.set(server.serverId, server);
    if (isNew) void readShelf(server.serverId);
    changed();
  });
  chat.on('server.forgotten', ({ serverId }) => {
    servers.delete(serverId);
    shelves.delete(serverId);
    changed();
  });
  chat.on('nearby.changed', (view) => {
    nearby = view;
    isNearbyHeard = true;
    changed();
  });
  chat.on('room.changed', ({ serverId, rooms, removed }) => {
    for (const room of rooms) shelf(serverId).rooms.set(room.roomId, room);
    for (const roomId of removed) shelf(serverId).rooms.delete(roomId);
    changed();
  });
  chat.on('person.changed', ({ serverId, people, removed }) => {
    for (const person of people) shelf(serverId).people.set(person.personId, person);
    for (const personId of removed) shelf(serverId).people.delete(personId);
    changed();
  });

  const readAll = async (): Promise<void> => {
    const [known, seen] = await Promise.all([chat.call('server.list', {}), chat.call('server.nearby', {})]);
    if (seen.ok && !isNearbyHeard) nearby = seen.value;
    if (known.ok) {
      const unread = known.value.filter(({ serverId }) => !servers.has(serverId));
      addMissing(servers, unread, ({ serverId }) => serverId);
      sortLike(
        servers,
        known.value.map(({ serverId }) => serverId),
      );
      await Promise.all(unread.map(({ serverId }) => readShelf(serverId)));
    }
    changed();
  };

  return {
    ready: readAll(),
    servers: () => [...servers.values()],
    server: (serverId) => servers.get(serverId),
    nearby: () => nearby,
    rooms: (serverId) => [...(shelves.get(serverId)?.rooms.values() ?? [])],
    room: (serverId, roomId) => shelves.get(serverId)?.rooms.get(roomId),
    people: (serverId) => [...(shelves.get(serverId)?.people.values() ?? [])],
    person: (serverId, personId) => shelves.get(serverId)?.people.get(personId),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function addMissing<Key, Value>(map: Map<Key, Value>, values: readonly Value[], keyOf: (value: Value) => Key): void {
  for (const value of values) {
    if (!map.has(keyOf(value))) map.set(keyOf(value), value);
  }
}

/** Puts these keys first, in their order; the others stay behind them. */
function sortLike<Key, Value>(map: Map<Key, Value>, keys: readonly Key[]): void {
  const entries = [...map].toSorted(([one], [other]) => rank(one) - rank(other));
  map.clear();
  for (const [key, value] of entries) map.set(key, value);

  function rank(key: Key): number {
    return keys.includes(key) ? keys.indexOf(key) : keys.length;
  }
}

/** The server that is meant when none is named: the one joined last, of those that were not left if there is one. */
export function lastJoined(servers: readonly ServerView[]): ServerView | undefined {
  return servers.findLast(({ connection }) => isOpen(connection)) ?? servers.at(-1);
}

function isOpen({ type }: ConnectionState): boolean {
  return type !== 'offline' && type !== 'refused';
}
