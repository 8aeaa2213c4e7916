/** Invites (T6). They are told to nobody but their makers' devices; who may list them asks the server. */
import { err, ok } from '../../result.ts';
import type { RoomId } from '../ids.ts';
import { maxInviteMs, maxOpenInvites, type Invite } from '../invite.ts';
import { canGive, isAllowed, isAllowedTo } from '../permission.ts';
import { isAbove } from '../role.ts';
import { personStream, serverStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { isOpenToAll, roomOfMember } from './room-access.ts';
import { usableInvite } from './usable-invite.ts';

export function decideInviteCreate(
  state: DecideState,
  { author, command }: AuthoredSubmission<'invite.create'>,
): Verdict {
  const { inviteId, role, roomIds, expiresAt } = command.body;
  const notAllowed = err({ type: 'not_allowed' as const, action: 'invite.create' });
  if (!isAllowed(author.role, 'invite.create') || !canGive(author.role, role)) return notAllowed;
  if (state.invite(inviteId) !== null) return err({ type: 'invite_invalid' });
  if (expiresAt <= state.now() || expiresAt > state.now() + maxInviteMs)
    return err({ type: 'invalid_body', path: 'expiresAt', problem: 'not within a year from now' });
  // Guests see no rooms but these.
  if (role === 'guest' && roomIds.length === 0)
    return err({ type: 'invalid_body', path: 'roomIds', problem: 'guests come into rooms' });
  for (const roomId of roomIds) {
    const room = roomOfMember(state, author, { action: 'room.invite', roomId });
    if (!room.ok) return room;
    if (room.value.kind === 'direct') return err({ type: 'not_allowed', action: 'room.invite' });
  }
  if (state.openInvitesOf(author.personId) >= maxOpenInvites) return err({ type: 'invites_full', maxOpenInvites });
  return ok({ stream: personStream(author.personId) });
}

export function decideInviteRevoke(
  state: DecideState,
  { author, command }: AuthoredSubmission<'invite.revoke'>,
): Verdict {
  const invite = state.invite(command.body.inviteId);
  const isOwn = invite?.createdBy === author.personId;
  const action = isOwn ? 'invite.revoke:own' : 'invite.revoke';
  const maker = invite === null ? null : state.person(invite.createdBy);
  const isMakerBelow = maker === null || maker.role === 'server' || isAllowedTo(author.role, action, maker.role);
  if (!isAllowed(author.role, action) || (!isOwn && !isMakerBelow)) return err({ type: 'not_allowed', action });
  if (invite === null) return err({ type: 'invite_invalid' });
  return ok({ stream: invite.isRevoked ? null : personStream(author.personId) });
}

/**
 * For whoever is in already: the invite's rooms, and its role where that is more than they have. Once: whoever was put out of a room, or
 * is less than the invite made them, has nothing more of it.
 */
export function decideInviteAccept(
  state: DecideState,
  { author, command, inviteId }: AuthoredSubmission<'invite.accept'>,
): Verdict {
  const named = command.body.inviteId;
  if (!isAllowed(author.role, 'invite.accept')) return err({ type: 'not_allowed', action: 'invite.accept' });
  const invite = usableInvite(state, named, inviteId);
  if (invite === null) return err({ type: 'invite_invalid' });
  const { personId } = author;
  if (state.hasUsed(named, personId)) return ok({ stream: null });
  // For good, so that nothing that they say waits behind it: whoever is in asks again.
  if (state.isInviteInDoubt(named)) return err({ type: 'invite_invalid' });
  const isRaised = invite.role !== author.role && isAbove(invite.role, author.role);
  const isLetFurther = invite.roomIds.some((roomId) => {
    const isNew = !state.isMember(roomId, personId) && !state.isGranted(roomId, personId);
    return isNew && leadsInto(state, invite, roomId);
  });
  if (!isRaised && !isLetFurther) return ok({ stream: null });
  return ok(isRaised ? { stream: serverStream, role: invite.role } : { stream: serverStream });
}

/** An invite leads where everybody may go, and where its maker is. */
function leadsInto(state: DecideState, { createdBy }: Invite, roomId: RoomId): boolean {
  const room = state.room(roomId);
  return room !== null && (isOpenToAll(room) || state.isMember(roomId, createdBy));
}
