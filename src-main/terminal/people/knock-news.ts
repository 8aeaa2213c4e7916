import { counted } from '#shared/counted.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

/** Says that somebody knocks, to those who may let them in: whenever more wait than before. */
export function tellKnocks(session: PeopleSession): void {
  const told = new Map<ServerId, number>();
  const onServer = ({ serverId, name, knocks }: ServerView): void => {
    const before = told.get(serverId) ?? 0;
    told.set(serverId, knocks);
    if (knocks <= before) return;
    const waiting = counted(knocks, 'person waits', 'people wait');
    say(session, `Somebody knocks: ${waiting} at the door of ${cleanName(name)}. /knocks shows who.`);
  };
  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => void told.delete(serverId));
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}
