import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { problemSentence, type PeopleSession } from './people-session.ts';

/** Why somebody is not let in yet, and the way in. */
export function pendingSentence(
  session: PeopleSession,
  { serverId, name }: ServerView,
  { door, refusal }: Extract<ConnectionState, { type: 'pending' }>,
): string {
  if (refusal !== null) return `${problemSentence(session, refusal, { serverId })} /name NEW tries again.`;
  if (door === 'invite') return `${cleanName(name)} lets in only who has an invite. Ask for a join line.`;
  return `${cleanName(name)} has not let you in yet. Somebody there has to open.`;
}
