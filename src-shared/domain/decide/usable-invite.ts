import type { InviteId } from '../ids.ts';
import { isInviteGood, type Invite } from '../invite.ts';
import type { DecideState } from './decision.ts';

/**
 * The invite that somebody comes by, where it lets them in. The id alone is no proof, whoever is in may know it: the token behind it
 * has come with the login. Who is banned lets nobody in, not even themselves under another key. One by which a server finds its first owner is of no use once it has one.
 */
export function usableInvite(state: DecideState, named: InviteId, proved: InviteId | null): Invite | null {
  const invite = named === proved ? state.invite(named) : null;
  if (invite === null || !isInviteGood(invite, state.now())) return null;
  const maker = state.person(invite.createdBy);
  if (maker?.standing === 'banned') return null;
  const isClaim = invite.role === 'owner' && maker?.role === 'server';
  return isClaim && state.ownerCount() > 0 ? null : invite;
}
