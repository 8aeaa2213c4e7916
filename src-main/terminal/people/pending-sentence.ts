import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState, PendingClaim } from '#shared/ipc/connection-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { enterWords, problemSentence, type PeopleSession } from './people-session.ts';

/** Why somebody is not let in yet, and the way in. */
export function pendingSentence(
  session: PeopleSession,
  { serverId, name, displayName }: ServerView,
  { door, refusal, digits, claim }: Extract<ConnectionState, { type: 'pending' }>,
): string {
  if (refusal !== null) return `${problemSentence(session, refusal, { serverId })}${wayOut(session, serverId)}`;
  const server = cleanName(name);
  const shown = digits === null ? null : `${digits.slice(0, 3)} ${digits.slice(3)}`;
  if (claim !== null) return claimSentence(claim, { server, person: cleanName(displayName), shown });
  if (shown !== null) {
    return `Somebody is at the door of ${server}. Read these digits to them, not by a message: ${shown}. If their screen shows the same, /confirm, and they let you in; if not, /leave-server, and ask them for a link with an invite.`;
  }
  if (door !== 'knock') return `${server} is asked to let you in, and has not answered yet.`;
  return `You knock at ${server}. An owner or a moderator has to come to the door; this goes on while Hallway runs.`;
}

/** The invite is good no more, and the door may open without one: whoever asks to come again comes without it. */
export function isInviteSpent(connection: ConnectionState): boolean {
  return connection.type === 'pending' && connection.refusal?.type === 'invite_invalid' && connection.door !== 'invite';
}

function wayOut(session: PeopleSession, serverId: ServerId): string {
  const connection = session.mirror.server(serverId)?.connection;
  if (connection?.type !== 'pending') return '';
  if (connection.refusal?.type.startsWith('name_') === true) return ' /name NEW tries again.';
  if (!isInviteSpent(connection)) return '';
  const way = connection.door === 'knock' ? 'You can knock without one too' : 'You can come in without one too';
  return ` ${way}: ${enterWords(session, serverId)} does.`;
}

/** This computer waits to be one more device of somebody who is in already (P18). */
function claimSentence(
  claim: NonNullable<PendingClaim>,
  { server, person, shown }: { readonly server: string; readonly person: string; readonly shown: string | null },
): string {
  if (shown !== null)
    return `Compare these digits with the other screen: ${shown}. If it shows the same, say so there, and this computer is in at ${server} as soon as that is done; if not, /leave-server.`;
  if (claim === 'link')
    return `This computer asks ${server} to be one more of your devices. The one that made the link shows that it waits: say yes there, once the digits on both screens are the same. /leave-server gives up.`;
  return `This computer asks ${server} to be a device of ${person}. If ${person} has another one there, that shows that this one waits; if none is at hand, an owner can let you back in. /leave-server gives up.`;
}
