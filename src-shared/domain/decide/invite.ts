/** Invites (T6). They are told to nobody but their makers' devices; who may list them asks the server. */
import { err, ok } from '../../result.ts';
import { maxInviteMs, maxOpenInvites } from '../invite.ts';
import { canGive, isAllowed, isAllowedTo } from '../permission.ts';
import { isAbove } from '../role.ts';
import { personStream, serverStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { roomOfMember } from './room-access.ts';
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

/** For whoever is in already: the invite's rooms, and its role where that is more than they have. */
export function decideInviteAccept(
  state: DecideState,
  { author, command, inviteId }: AuthoredSubmission<'invite.accept'>,
): Verdict {
  const named = command.body.inviteId;
  if (!isAllowed(author.role, 'invite.accept')) return err({ type: 'not_allowed', action: 'invite.accept' });
  const invite = usableInvite(state, named, inviteId);
  if (invite === null) return err({ type: 'invite_invalid' });
  const isRaised = invite.role !== author.role && isAbove(invite.role, author.role);
  const isLetFurther = invite.roomIds.some(
    (roomId) => !state.isMember(roomId, author.personId) && !state.isGranted(roomId, author.personId),
  );
  if (!isRaised && !isLetFurther) return ok({ stream: null });
  return ok(isRaised ? { stream: serverStream, role: invite.role } : { stream: serverStream });
}
