import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { problemSentence, type PeopleSession } from './people-session.ts';

/** Why somebody is not let in yet, and the way in. */
export function pendingSentence(
  session: PeopleSession,
  { serverId, name }: ServerView,
  { door, refusal, digits }: Extract<ConnectionState, { type: 'pending' }>,
): string {
  if (refusal !== null) {
    const wayOut = refusal.type.startsWith('name_') ? ' /name NEW tries again.' : '';
    return `${problemSentence(session, refusal, { serverId })}${wayOut}`;
  }
  const server = cleanName(name);
  if (digits !== null) {
    const shown = `${digits.slice(0, 3)} ${digits.slice(3)}`;
    return `Somebody is at the door of ${server}. Read these digits to them, not by a message: ${shown}. If their screen shows the same, /confirm, and they let you in; if not, /leave-server, and ask them for a link with an invite.`;
  }
  if (door === 'invite') return `${server} lets in only who has an invite. Ask for a link with one, and paste it here.`;
  return `You knock at ${server}. An owner or a moderator has to come to the door; this goes on while Hallway runs.`;
}
