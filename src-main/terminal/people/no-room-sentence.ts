import type { ServerId } from '#shared/domain/ids.ts';
import { holdupSentence } from './holdup-news.ts';
import { pendingSentence } from './pending-sentence.ts';
import { problemSentence, type PeopleSession } from './people-session.ts';

/** Why nothing can be said at a server, and what helps: what keeps somebody out of it comes before the choice of a room. */
export function noRoomSentence(session: PeopleSession, serverId: ServerId): string {
  const server = session.mirror.server(serverId);
  if (server !== undefined && server.holdup !== null) return holdupSentence(session, server, server.holdup);
  if (server?.connection.type === 'pending') return pendingSentence(session, server, server.connection);
  if (server?.connection.type === 'refused') return problemSentence(session, server.connection.problem, { serverId });
  return 'You are in no room yet. /rooms lists them, /join goes into one.';
}
