import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import { cleanName } from '../text/clean-text.ts';
import { note, problemSentence, say, type PeopleSession } from './people-session.ts';

/** Says once that a server keeps nothing of what is sent, and once that it does again. */
export function tellHoldups(session: PeopleSession): void {
  const told = new Map<ServerId, ServerHoldup['type'] | null>();
  const onServer = (server: ServerView): void => {
    const { serverId, name, holdup } = server;
    const before = told.get(serverId) ?? null;
    const type = holdup?.type ?? null;
    if (type === before) return;
    told.set(serverId, type);
    if (holdup !== null) say(session, holdupSentence(session, server, holdup));
    else note(session, `${cleanName(name)} keeps what is sent again, and goes on.`);
  };
  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => {
    told.delete(serverId);
  });
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}

/** `Nordlicht cannot keep anything just now: its disk is full. What you write waits here.` */
export function holdupSentence(session: PeopleSession, server: ServerView, holdup: ServerHoldup): string {
  const means =
    server.connection.type === 'pending'
      ? 'It lets you in as soon as it can.'
      : 'What you write waits here and goes out by itself.';
  return `${problemSentence(session, holdup, server)} ${means}`;
}
