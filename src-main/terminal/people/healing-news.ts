import { counted } from '#shared/counted.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { HealedView } from '#shared/ipc/healed-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

const maxNames = 3;

/** Says once what a server lost and what came back of it (H7). */
export function tellHealing(session: PeopleSession): void {
  /** The servers, each with when it began anew. */
  const told = new Map<ServerId, number>();
  const onServer = (server: ServerView): void => {
    if (server.healed === null || told.get(server.serverId) === server.healed.startedAt) return;
    told.set(server.serverId, server.healed.startedAt);
    say(session, healedSentence(session, server, server.healed));
    void session.chat.call('server.healingSeen', { serverId: server.serverId });
  };
  session.chat.on('server.changed', onServer);
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}

function healedSentence(
  { mirror }: PeopleSession,
  { serverId, name }: ServerView,
  { returned, givers, missing, closedRooms }: HealedView,
): string {
  const names = givers.slice(0, maxNames).map((giver) => cleanName(mirror.person(serverId, giver)?.displayName ?? '?'));
  const others = givers.length - names.length;
  const from = [...names, ...(others > 0 ? [`${others} more`] : [])].join(', ');
  const lost = `${cleanName(name)} lost its latest history and began anew.`;
  const open = 'open again once two people who were in them lately have connected.';
  if (returned + missing === 0) return `${lost} Only its private rooms are waited for: they ${open}`;
  const back =
    returned === 0
      ? 'Nothing of it came back so far'
      : `${counted(returned, 'entry', 'entries')} came back from ${from}`;
  const rest =
    missing === 0 ? 'nothing is known to be missing' : `${counted(missing, 'entry is', 'entries are')} missing so far`;
  const rooms = closedRooms === 0 ? '' : ` Private rooms ${open}`;
  return `${lost} ${back}; ${rest}.${rooms}`;
}
