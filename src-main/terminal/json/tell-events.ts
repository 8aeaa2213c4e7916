import type { ServerId } from '#shared/domain/ids.ts';
import type { NearbyView, ServerView } from '#shared/ipc/chat-view.ts';
import { createShownItems } from '../shown-items.ts';
import {
  deliveryEvent,
  failedEvent,
  formatEvent,
  messageEvent,
  nearbyEvent,
  noticeEvent,
  personEvent,
  roomEvent,
  serverEvent,
  type JsonEvent,
} from './json-event.ts';
import type { JsonSession } from './json-session.ts';

/** Writes what happens by itself, an event a line. */
export function tellEvents(session: JsonSession): void {
  const { chat, names, emit } = session;
  tellServers(session);
  tellNearby(session);
  tellTimelines(session);
  const tellChange = createChangeTeller(emit);
  chat.on('room.changed', ({ serverId, rooms, removed }) => {
    for (const room of rooms) tellChange(room.roomId, roomEvent(names, serverId, room));
    for (const roomId of removed) tellChange(roomId, { event: 'room.gone', server: serverId, room: roomId });
  });
  chat.on('person.changed', ({ serverId, people, removed }) => {
    for (const person of people) tellChange(person.personId, personEvent(serverId, person));
    for (const personId of removed) tellChange(personId, { event: 'person.gone', server: serverId, person: personId });
  });
  chat.on('command.failed', (failed) => {
    emit(failedEvent(failed));
  });
}

/** Tells only what is another now than when it was told last. */
function createChangeTeller(emit: JsonSession['emit']): (key: string, event: JsonEvent) => void {
  const told = new Map<string, string>();
  return (key, event) => {
    const line = formatEvent(event);
    if (told.get(key) === line) return;
    told.set(key, line);
    emit(event);
  };
}

function tellServers({ chat, mirror, emit }: JsonSession): void {
  const tellChange = createChangeTeller(emit);
  const told = new Set<string>();
  const isNew = (key: string): boolean => !told.has(key) && told.add(key).has(key);
  const tell = (server: ServerView): void => {
    const { serverId, renewed, healed } = server;
    tellChange(serverId, serverEvent(server));
    if (renewed !== null && isNew(renewed.file)) {
      emit({ event: 'server.renewed', server: serverId, ...renewed });
      void chat.call('server.renewalSeen', { serverId });
    }
    if (healed !== null && isNew(`${serverId} ${healed.startedAt}`)) {
      emit({ event: 'server.healed', server: serverId, ...healed });
      void chat.call('server.healingSeen', { serverId });
    }
  };
  chat.on('server.changed', tell);
  chat.on('server.forgotten', ({ serverId }) => {
    emit({ event: 'server.forgotten', server: serverId });
  });
  void mirror.ready.then(() => {
    for (const server of mirror.servers()) tell(server);
  });
}

function tellNearby({ chat, mirror, emit }: JsonSession): void {
  const tellChange = createChangeTeller(emit);
  let here = new Set<ServerId>();
  const tell = ({ servers, status }: NearbyView): void => {
    const now = new Set(servers.map(({ serverId }) => serverId));
    for (const server of servers) tellChange(server.serverId, nearbyEvent(server));
    for (const serverId of here) {
      if (!now.has(serverId)) tellChange(serverId, { event: 'nearby.gone', server: serverId });
    }
    here = now;
    tellChange('discovery', { event: 'discovery', state: status.type });
  };
  chat.on('nearby.changed', tell);
  void mirror.ready.then(() => {
    tell(mirror.nearby());
  });
}

/** Messages and notices once, when they are new; of one's own messages each step. History comes only when asked for. */
function tellTimelines({ chat, names, emit }: JsonSession): void {
  const shown = createShownItems();
  chat.on('timeline.changed', ({ serverId, roomId, items, isLive }) => {
    const at = { serverId, roomId };
    for (const item of items) {
      const news = shown.see(roomId, item);
      const isNew = news === 'new' && isLive;
      if (item.type === 'notice' && isNew) emit(noticeEvent(names, at, item));
      if (item.type !== 'message') continue;
      if (isNew) emit(messageEvent(names, at, item));
      if (item.delivery !== null && news !== 'known') emit(deliveryEvent(at, item));
    }
  });
}
