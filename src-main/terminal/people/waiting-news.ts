import { counted } from '#shared/counted.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

const kinds = ['knocks', 'claims', 'reports'] as const;

const sentences: Readonly<Record<(typeof kinds)[number], (count: number, server: string) => string>> = {
  knocks: (count, server) =>
    `Somebody knocks: ${counted(count, 'person waits', 'people wait')} at the door of ${server}. /knocks shows who.`,
  claims: (count, server) =>
    `${counted(count, 'device asks', 'devices ask')} to be yours at ${server}. /claims shows it, and only you can say whether it is.`,
  reports: (count, server) =>
    `Something was reported: ${counted(count, 'report waits', 'reports wait')} at ${server}. /reports shows what.`,
};

/** Says to whom it is for that somebody knocks, that a device asks to be theirs, that something was reported: whenever more wait than before. */
export function tellWaiting(session: PeopleSession): void {
  const told = new Map<ServerId, Pick<ServerView, (typeof kinds)[number]>>();
  const onServer = (server: ServerView): void => {
    const before = told.get(server.serverId);
    told.set(server.serverId, server);
    for (const kind of kinds)
      if (server[kind] > (before?.[kind] ?? 0)) say(session, sentences[kind](server[kind], cleanName(server.name)));
  };
  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => void told.delete(serverId));
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}
