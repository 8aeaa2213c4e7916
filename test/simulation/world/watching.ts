import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { RoomView, ServerView, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { ScreenCheck } from '../checks/screen-check.ts';
import type { Violation } from '../checks/violation.ts';
import type { ClientWatcher, SimClient } from './sim-client.ts';

/** What one client has shown since its process started: what a person in front of it would know. */
export interface Shown {
  readonly rooms: Map<RoomId, RoomView>;
  readonly people: Map<PersonId, string>;
  /** Own messages that wait or failed. */
  readonly unsent: Map<CommandId, 'queued' | 'failed'>;
  /** Commands of other kinds that failed. */
  readonly failed: Set<CommandId>;
  /** The newest item seen in each room. */
  readonly itemHeads: Map<RoomId, number>;
  server: ServerView | null;
}

export interface Watching extends ClientWatcher {
  shownBy(client: SimClient): Shown;
  /** A page of a timeline was asked for and came. */
  paged(client: SimClient, roomId: RoomId, items: readonly TimelineItem[]): void;
}

export interface WatchingOptions {
  readonly screens: ScreenCheck;
  readonly report: (violations: readonly Violation[]) => void;
}

export function createWatching({ screens, report }: WatchingOptions): Watching {
  const shown = new Map<string, Shown>();

  function shownBy({ name }: SimClient): Shown {
    const known = shown.get(name) ?? nothingShown();
    shown.set(name, known);
    return known;
  }

  function paged(client: SimClient, roomId: RoomId, items: readonly TimelineItem[]): void {
    const { unsent, itemHeads } = shownBy(client);
    report(screens.shown({ client: client.name, person: client.disk.person }, items));
    for (const item of items) {
      if (item.type !== 'message') continue;
      itemHeads.set(roomId, Math.max(itemHeads.get(roomId) ?? 0, item.itemNumber ?? 0));
      const isUnsent = item.delivery === 'queued' || item.delivery === 'failed';
      if (isUnsent && item.delivery !== null) unsent.set(item.commandId, item.delivery);
      else unsent.delete(item.commandId);
    }
  }

  function told(client: SimClient, change: Told): void {
    const { rooms, people, failed } = shownBy(client);
    for (const room of change.rooms ?? []) rooms.set(room.roomId, room);
    for (const roomId of change.removedRooms ?? []) rooms.delete(roomId);
    for (const { personId, displayName } of change.people ?? []) people.set(personId, displayName);
    for (const personId of change.removedPeople ?? []) people.delete(personId);
    if (change.server !== undefined) shownBy(client).server = change.server;
    if (change.failed !== undefined && change.failed.kind !== 'message.send') failed.add(change.failed.commandId);
    if (change.timeline !== undefined) paged(client, change.timeline.roomId, change.timeline.items);
  }

  const roomsChanged = (client: SimClient, { rooms, removed }: ChatEvents['room.changed']) => {
    told(client, { rooms, removedRooms: removed });
  };
  const peopleChanged = (client: SimClient, { people, removed }: ChatEvents['person.changed']) => {
    told(client, { people, removedPeople: removed });
  };

  return {
    shownBy,
    paged,
    started: (client) => {
      shown.set(client.name, nothingShown());
      client.call('server.list', {}, (answer) => {
        const [server] = answer.ok ? answer.value : [];
        if (server === undefined) return;
        const { serverId } = server;
        told(client, { server });
        client.call('room.list', { serverId }, (rooms) => rooms.ok && told(client, { rooms: rooms.value }));
        client.call('person.list', { serverId }, (people) => people.ok && told(client, { people: people.value }));
      });
    },
    told: (client, name, event) => {
      // The name says which event it is; TypeScript cannot follow the look-up.
      if (name === 'server.changed') told(client, { server: event as ChatEvents['server.changed'] });
      if (name === 'room.changed') roomsChanged(client, event as ChatEvents['room.changed']);
      if (name === 'person.changed') peopleChanged(client, event as ChatEvents['person.changed']);
      if (name === 'timeline.changed') told(client, { timeline: event as ChatEvents['timeline.changed'] });
      if (name === 'command.failed') told(client, { failed: event as ChatEvents['command.failed'] });
    },
  };
}

interface Told {
  readonly server?: ServerView;
  readonly rooms?: readonly RoomView[];
  readonly removedRooms?: readonly RoomId[];
  readonly removedPeople?: readonly PersonId[];
  readonly people?: ChatEvents['person.changed']['people'];
  readonly timeline?: ChatEvents['timeline.changed'];
  readonly failed?: ChatEvents['command.failed'];
}

function nothingShown(): Shown {
  return {
    rooms: new Map(),
    people: new Map(),
    unsent: new Map(),
    failed: new Set(),
    itemHeads: new Map(),
    server: null,
  };
}
