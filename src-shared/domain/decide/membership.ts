import { err, ok } from '../../result.ts';
import { isAllowed, isAllowedTo } from '../permission.ts';
import { isPresent } from '../person.ts';
import { roomStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { isOpenToAll, roomOfMember } from './room-access.ts';

/** An invite leads into its rooms whatever they are, guests too (T6). */
export function decideJoin(state: DecideState, { author, command }: AuthoredSubmission<'room.join'>): Verdict {
  const { roomId } = command.body;
  const room = state.room(roomId);
  const isMember = state.isMember(roomId, author.personId);
  const isGranted = room !== null && room.kind === 'channel' && state.isGranted(roomId, author.personId);
  if (room === null || (!isOpenToAll(room) && !isMember && !isGranted)) return err({ type: 'room_not_found', roomId });
  if (!isGranted && !isAllowed(author.role, 'room.join')) return err({ type: 'not_allowed', action: 'room.join' });
  return ok({ stream: isMember ? null : roomStream(roomId), roomId });
}

/** Leaving a room one is not in is so already. A direct room of two has nothing to leave: it is those two. */
export function decideLeave(state: DecideState, { author, command }: AuthoredSubmission<'room.leave'>): Verdict {
  const { roomId } = command.body;
  const room = roomOfMember(state, author, { action: 'room.leave', roomId });
  if (!room.ok) return room.error.type === 'not_a_member' ? ok({ stream: null, roomId }) : room;
  if (room.value.kind === 'direct') return err({ type: 'not_allowed', action: 'room.leave' });
  return ok({ stream: roomStream(roomId), roomId });
}

/** Whoever is invited is in at once and can leave; other people in a direct room are another room (P17). */
export function decideInvite(state: DecideState, { author, command }: AuthoredSubmission<'room.invite'>): Verdict {
  const { roomId, personId } = command.body;
  const room = roomOfMember(state, author, { action: 'room.invite', roomId });
  if (!room.ok) return room;
  if (room.value.kind === 'direct') return err({ type: 'not_allowed', action: 'room.invite' });
  if (!isPresent(state.person(personId))) return err({ type: 'person_not_found', personId });
  return ok({ stream: state.isMember(roomId, personId) ? null : roomStream(roomId), roomId });
}

/** Whoever made the room says who is in it; others put out those whom they stand above (T9). */
export function decideRemoveMember(
  state: DecideState,
  { author, command }: AuthoredSubmission<'room.removeMember'>,
): Verdict {
  const { roomId, personId } = command.body;
  const found = state.room(roomId);
  const isMaker = found?.createdBy === author.personId;
  const action = isMaker ? 'room.removeMember:own' : 'room.removeMember';
  const room = roomOfMember(state, author, { action, roomId });
  if (!room.ok) return room;
  const isIn = state.isMember(roomId, personId);
  const isAbove = isMaker || !isIn || isAllowedTo(author.role, action, state.person(personId)?.role ?? 'server');
  if (room.value.kind === 'direct' || !isAbove) return err({ type: 'not_allowed', action });
  return ok({ stream: isIn ? roomStream(roomId) : null, roomId });
}
