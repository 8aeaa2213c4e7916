import { canStillGive } from '../can-still-give.ts';
import type { InviteId } from '../ids.ts';
import { isInviteGood, type Invite } from '../invite.ts';
import type { DecideState } from './decision.ts';

/**
 * The invite that somebody comes by, where it lets them in. The id alone is no proof, whoever is in may know it: the token behind it
 * has come with the login.
 */
export function usableInvite(state: DecideState, named: InviteId, proved: InviteId | null): Invite | null {
  const invite = named === proved ? state.invite(named) : null;
  return invite !== null && isUsable(state, invite) ? invite : null;
}

/**
 * Whether it lets anybody in. Power does not outlive the role: an invite is worth what its maker could give now, and nothing while they
 * are out. One by which a server finds its first owner is of no use once it has one.
 */
export function isUsable(state: Pick<DecideState, 'now' | 'person' | 'ownerCount'>, invite: Invite): boolean {
  const maker = state.person(invite.createdBy);
  const isClaim = invite.role === 'owner' && maker?.role === 'server';
  if (isClaim && state.ownerCount() > 0) return false;
  return isInviteGood(invite, state.now()) && canStillGive(maker, 'invite.create', invite.role);
}
