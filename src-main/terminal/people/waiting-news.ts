import { counted } from '#shared/counted.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

/** Tells of what waits for somebody to look at it. */
export interface WaitingNews {
  /** Whoever is sent away and comes again knocks, or asks, anew. */
  sentAway(device: string): void;
}

interface Kind {
  readonly count: 'knocks' | 'claims' | 'reports';
  /** Who or what waits, each by what stays the same when its connection comes back; null where that cannot be read. */
  list(session: PeopleSession, serverId: ServerId): Promise<readonly string[] | null>;
  sentence(count: number, server: string): string;
}

/** A connection that is back within this time was never gone, be it one's own or that of who waits. */
const graceMs = 30_000;

const kinds: readonly Kind[] = [
  {
    count: 'knocks',
    list: async ({ chat }, serverId) => {
      const listed = await chat.call('knock.list', { serverId });
      return listed.ok ? listed.value.map(({ device }) => device) : null;
    },
    sentence: (count, server) =>
      `Somebody knocks: ${counted(count, 'person waits', 'people wait')} at the door of ${server}. /knocks shows who.`,
  },
  {
    count: 'claims',
    list: async ({ chat }, serverId) => {
      const listed = await chat.call('claim.list', { serverId });
      return listed.ok ? listed.value.map(({ device }) => device) : null;
    },
    sentence: (count, server) =>
      `${counted(count, 'device asks', 'devices ask')} to be yours at ${server}. /claims shows it, and only you can say whether it is.`,
  },
  {
    count: 'reports',
    list: async ({ chat }, serverId) => {
      const listed = await chat.call('report.list', { serverId, of: 'open' });
      return listed.ok ? listed.value.reports.map(({ reportId }) => reportId) : null;
    },
    sentence: (count, server) =>
      `Something was reported: ${counted(count, 'report waits', 'reports wait')} at ${server}. /reports shows what.`,
  },
];

/** Says to whom it is for that somebody knocks, that a device asks to be theirs, that something was reported: once of each. */
export function tellWaiting(session: PeopleSession): WaitingNews {
  const watched = kinds.map((kind) => watchKind(session, kind));
  const onServer = (server: ServerView): void => {
    // What waits is told anew after each login: until then nothing is known of it.
    const isKnown = server.connection.type === 'online';
    for (const watch of watched) {
      if (isKnown) watch.onServer(server);
      else watch.loseCount(server.serverId);
    }
  };
  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => {
    for (const watch of watched) watch.forget(serverId);
  });
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
  return {
    sentAway: (device) => {
      for (const watch of watched) watch.sentAway(device);
    },
  };
}

/** Those that were told of on one server, each with since when it is gone: null while it waits. */
type Known = Map<string, number | null>;

function watchKind(session: PeopleSession, kind: Kind) {
  const known = new Map<ServerId, Known>();
  /** Since the login: the same number after another one may be of others. */
  const counts = new Map<ServerId, { readonly count: number }>();
  const shelf = (serverId: ServerId): Known => {
    const found = known.get(serverId) ?? new Map<string, number | null>();
    known.set(serverId, found);
    return found;
  };
  /** `waiting` may be the first of more. */
  const take = (serverId: ServerId, count: number, waiting: readonly string[]): void => {
    const isFresh = note(shelf(serverId), waiting, session.clock.monotonic());
    if (isFresh) say(session, kind.sentence(count, cleanName(session.names.server(serverId))));
  };
  return {
    onServer: (server: ServerView): void => {
      const { serverId } = server;
      const count = server[kind.count];
      if (count === counts.get(serverId)?.count) return;
      const told = { count };
      counts.set(serverId, told);
      if (count === 0) {
        take(serverId, 0, []);
        return;
      }
      void kind.list(session, serverId).then((waiting) => {
        // What was told since then has a list of its own.
        if (counts.get(serverId) !== told) return;
        if (waiting === null) counts.delete(serverId);
        else take(serverId, count, waiting);
      });
    },
    loseCount: (serverId: ServerId): void => void counts.delete(serverId),
    forget: (serverId: ServerId): void => {
      known.delete(serverId);
      counts.delete(serverId);
    },
    sentAway: (device: string): void => {
      for (const each of known.values()) each.delete(device);
    },
  };
}

/** Remembers who waits and since when who is gone; whether anybody among them was not known. */
function note(known: Known, waiting: readonly string[], now: number): boolean {
  for (const [key, goneAt] of known) {
    if (goneAt !== null && now - goneAt >= graceMs) known.delete(key);
    else if (goneAt === null && !waiting.includes(key)) known.set(key, now);
  }
  const isFresh = waiting.some((key) => !known.has(key));
  for (const key of waiting) known.set(key, null);
  return isFresh;
}
