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
} from './json-event.ts';
import type { JsonSession } from './json-session.ts';

/** Writes what happens by itself, an event a line. */
export function tellEvents(session: JsonSession): void {
  const { chat, names, emit } = session;
  tellServers(session);
  tellNearby(session);
  tellTimelines(session);
  chat.on('room.changed', ({ serverId, rooms }) => {
    for (const room of rooms) emit(roomEvent(names, serverId, room));
  });
  chat.on('person.changed', ({ serverId, people }) => {
    for (const person of people) emit(personEvent(serverId, person));
  });
  chat.on('command.failed', (failed) => {
    emit(failedEvent(failed));
  });
}

function tellServers({ chat, mirror, emit }: JsonSession): void {
  const told = new Map<ServerId, string>();
  const tell = (server: ServerView): void => {
    const event = serverEvent(server);
    const line = formatEvent(event);
    if (told.get(server.serverId) === line) return;
    told.set(server.serverId, line);
    emit(event);
  };
  chat.on('server.changed', tell);
  chat.on('server.forgotten', ({ serverId }) => {
    told.delete(serverId);
    emit({ event: 'server.forgotten', server: serverId });
  });
  void mirror.ready.then(() => {
    for (const server of mirror.servers()) tell(server);
  });
}

function tellNearby({ chat, mirror, emit }: JsonSession): void {
  const told = new Map<ServerId, string>();
  let status: string | null = null;
  const tell = (view: NearbyView): void => {
    for (const server of view.servers) {
      const event = nearbyEvent(server);
      const line = formatEvent(event);
      if (told.get(server.serverId) !== line) emit(event);
      told.set(server.serverId, line);
    }
    const here = new Set(view.servers.map(({ serverId }) => serverId));
    for (const serverId of told.keys()) {
      if (here.has(serverId)) continue;
      told.delete(serverId);
      emit({ event: 'nearby.gone', server: serverId });
    }
    if (view.status.type !== status) emit({ event: 'discovery', state: view.status.type });
    status = view.status.type;
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
