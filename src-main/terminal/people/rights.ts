import type { ServerId } from '#shared/domain/ids.ts';
import { isAllowed, isAllowedTo, permissions, type Action } from '#shared/domain/permission.ts';
import type { Role } from '#shared/domain/role.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { serverHere, type CommandContext } from './command-context.ts';
import { refuse, type PeopleSession } from './people-session.ts';

/** The server people are at, where their role there allows this; else says what is missing, in one sentence. */
export function serverWhere(context: CommandContext, action: Action): ServerId | null {
  const serverId = serverHere(context);
  if (serverId === null) return null;
  const { session } = context;
  const me = roleHere(session, serverId);
  if (me !== null && isAllowed(me, action)) return serverId;
  const name = cleanName(session.names.server(serverId));
  refuse(
    session,
    me === null ? `${name} has not said yet what you may do there.` : `${whoMay(action)} of ${name} do this.`,
  );
  return null;
}

/** Whether their role there, as far as it is known, allows this; else says so. What is not known, the server says. */
export function mayHere({ session }: CommandContext, serverId: ServerId, action: Action): boolean {
  const me = roleHere(session, serverId);
  if (me === null || isAllowed(me, action)) return true;
  const name = cleanName(session.names.server(serverId));
  refuse(
    session,
    me === 'guest' && isAllowed('member', action)
      ? `Guests of ${name} do not do this: an owner or a moderator can make you a member.`
      : `${whoMay(action)} of ${name} do this.`,
  );
  return false;
}

/** Whether they may do this to that person; else says so. */
export function mayActOn(context: CommandContext, action: Action, other: PersonView): boolean {
  const { session } = context;
  const { serverId } = session.place;
  const me = serverId === null ? null : roleHere(session, serverId);
  if (me !== null && isAllowedTo(me, action, other.role)) return true;
  refuse(
    session,
    `${cleanName(other.displayName)} is ${roleWords[other.role]}: only who stands above that can do this.`,
  );
  return false;
}

/** What this person is on the server; null while that is not known. */
export function roleHere({ mirror }: PeopleSession, serverId: ServerId): Role | null {
  return mirror.people(serverId).find(({ isMe }) => isMe)?.role ?? null;
}

export const roleWords: Readonly<Record<Role, string>> = {
  owner: 'an owner',
  moderator: 'a moderator',
  member: 'a member',
  guest: 'a guest',
  server: 'the server itself',
};

function whoMay(action: Action): string {
  return permissions[action].includes('moderator') ? 'Only owners and moderators' : 'Only owners';
}
