import { err, ok, type Result } from '../../result.ts';
import type { RoomId } from '../ids.ts';
import { isAllowed, type Action } from '../permission.ts';
import type { Person } from '../person.ts';
import type { Refusal } from '../refusal.ts';
import type { Room } from '../room.ts';
import type { DecideState } from './decision.ts';

/**
 * The room of which the author is a member and in which the role allows the action. To anybody else a private or direct room
 * is not there at all; a public one can be joined first.
 */
export function roomOfMember(
  state: DecideState,
  author: Person,
  { action, roomId }: { readonly action: Action; readonly roomId: RoomId },
): Result<Room, Refusal> {
  const room = state.room(roomId);
  if (room === null) return err({ type: 'room_not_found', roomId });
  if (!state.isMember(roomId, author.personId)) {
    return err({ type: isOpenToAll(room) ? 'not_a_member' : 'room_not_found', roomId });
  }
  return isAllowed(author.role, action) ? ok(room) : err({ type: 'not_allowed', action });
}

export function isOpenToAll(room: Room): boolean {
  return room.kind === 'channel' && room.visibility === 'public';
}
