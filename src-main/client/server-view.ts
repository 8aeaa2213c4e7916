import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { OutboxView, PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import type { ChatEmit } from './chat-emit.ts';
import { createPresenceView, type PresenceNews } from './presence-view.ts';
import { createRoomShelf } from './room-shelf.ts';
import { nothingWaits, type WaitingCounts } from './waiting-counts.ts';

/** One server as it is shown: kept in memory beside the store, and told as it changes. */
export interface ServerViews {
  server(): ServerView;
  rooms(): readonly RoomView[];
  people(): readonly PersonView[];
  room(roomId: RoomId): RoomView | undefined;
  nameOf(personId: PersonId): string | undefined;
  isBlocked(personId: PersonId): boolean;
  /** Tells what the store has committed; returns the rooms this person is newly in. */
  apply(changes: StoreChanges): readonly RoomId[];
  /** `isHeard`: logged in, so that presence is known. */
  connection(state: ConnectionState, isHeard: boolean): void;
  presence(news: readonly PresenceNews[]): void;
  /** More or less of something waits for this person. */
  waiting(counts: Partial<WaitingCounts>): void;
  /** Why the server keeps nothing just now. It outlasts a connection: only an answer ends it. */
  holdup(holdup: ServerHoldup | null): void;
  /** What came back of what the server lost; null once that has been seen. */
  healed(healed: HealedView | null): void;
  /** That a damaged database made room for this one has been seen. */
  renewalSeen(): void;
  /** All of it, for those who asked while the server could not be opened. */
  tellAll(): void;
  /** Something of `describe` may be another now. */
  refresh(): void;
}

export interface ServerViewContext {
  readonly serverId: ServerId;
  readonly personId: PersonId;
  readonly emit: ChatEmit;
  readonly presence: () => DevicePresence;
  /** A damaged database made room for this one, and nobody has seen that. */
  readonly renewal: RenewedView | null;
  /** What is known of the server besides its chat; `displayName` is the name typed, shown until the server shows one. */
  readonly describe: () => Pick<ServerView, 'name' | 'displayName' | 'addresses' | 'isVerified'>;
}

export async function loadServerViews(context: ServerViewContext, store: ClientStore): Promise<ServerViews> {
  const { serverId, personId, emit } = context;
  const rooms = createRoomShelf(await store.rooms());
  const people = new Map((await store.people()).map((person) => [person.personId, person]));
  const presence = createPresenceView({ own: context.presence, isKnown: (id) => people.has(id) });
  let outbox: OutboxView = await store.outbox();
  let connection: ConnectionState = { type: 'offline', since: null };
  let healed: HealedView | null = null;
  let renewed = context.renewal;
  let holdup: ServerHoldup | null = null;
  let isHeard = false;
  let waiting = nothingWaits;
  let told = '';

  function server(): ServerView {
    const { name, displayName, addresses, isVerified } = context.describe();
    const shownName = people.get(personId)?.displayName ?? displayName;
    const known = { serverId, name, personId, displayName: shownName, addresses, isVerified };
    return { ...known, connection, ...waiting, unread: rooms.unread(), outbox, holdup, healed, renewed };
  }

  function refresh(): void {
    const view = server();
    const text = JSON.stringify(view);
    if (text !== told) emit('server.changed', view);
    told = text;
  }

  function tellRooms(changed: readonly RoomView[], removed: readonly RoomId[] = []): void {
    if (changed.length + removed.length > 0) emit('room.changed', { serverId, rooms: changed, removed });
  }

  function tellPeople(changed: readonly PersonView[], removed: readonly PersonId[] = []): void {
    if (changed.length + removed.length === 0) return;
    emit('person.changed', { serverId, people: changed.map(presence.show), removed });
  }

  return {
    server,
    rooms: rooms.all,
    people: () => [...people.values()].map(presence.show),
    room: rooms.get,
    nameOf: (id) => people.get(id)?.displayName,
    isBlocked: (id) => people.get(id)?.isBlocked === true,
    apply: (changes) => {
      for (const person of changes.people) people.set(person.personId, person);
      for (const personId of changes.removedPeople) people.delete(personId);
      presence.meet(changes.people);
      tellPeople(changes.people, changes.removedPeople);
      const joined = rooms.put(changes.rooms, changes.removedRooms);
      tellRooms(changes.rooms, changes.removedRooms);
      for (const change of changes.timeline) emit('timeline.changed', { serverId, ...change });
      for (const failure of changes.failed) emit('command.failed', { serverId, ...failure });
      outbox = changes.outbox ?? outbox;
      refresh();
      return joined;
    },
    connection: (state, heard) => {
      connection = state;
      // Told anew after each login, where anybody waits.
      if (!heard) waiting = nothingWaits;
      if (heard !== isHeard) {
        isHeard = heard;
        if (heard) presence.open();
        else presence.close();
        tellPeople([...people.values()]);
      }
      refresh();
    },
    presence: (news) => {
      presence.hear(news);
      tellPeople(news.flatMap(([personId]) => people.get(personId) ?? []));
    },
    waiting: (counts) => {
      waiting = { ...waiting, ...counts };
      refresh();
    },
    holdup: (news) => {
      holdup = news;
      refresh();
    },
    healed: (news) => {
      healed = news;
      refresh();
    },
    renewalSeen: () => {
      renewed = null;
      refresh();
    },
    tellAll: () => {
      refresh();
      tellRooms(rooms.all());
      tellPeople([...people.values()]);
    },
    refresh,
  };
}
