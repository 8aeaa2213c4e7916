import { err, ok } from '../../result.ts';
import type { RoomId } from '../ids.ts';
import { nameKey, parseName } from '../name.ts';
import { isAllowed } from '../permission.ts';
import type { Visibility } from '../room.ts';
import { roomStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { roomOfMember } from './room-access.ts';

export function decideRoomCreate(
  state: DecideState,
  { author, command, objectId }: AuthoredSubmission<'room.create'>,
): Verdict {
  if (!isAllowed(author.role, 'room.create')) return err({ type: 'not_allowed', action: 'room.create' });
  const roomId = objectId as RoomId;
  return decideRoomName(state, { roomId, typed: command.body.name, visibility: command.body.visibility });
}

export function decideRoomRename(state: DecideState, { author, command }: AuthoredSubmission<'room.rename'>): Verdict {
  const { roomId, name } = command.body;
  const room = roomOfMember(state, author, { action: 'room.rename', roomId });
  if (!room.ok) return room;
  if (room.value.kind === 'direct') return err({ type: 'not_allowed', action: 'room.rename' });
  const parsed = parseName(name);
  // As with people: a name that was accepted once stays.
  if (parsed.ok && parsed.value === room.value.name) return ok({ stream: null, roomId });
  return decideRoomName(state, { roomId, typed: name, visibility: room.value.visibility });
}

export function decideSetTopic(state: DecideState, { author, command }: AuthoredSubmission<'room.setTopic'>): Verdict {
  const { roomId, topic } = command.body;
  const room = roomOfMember(state, author, { action: 'room.setTopic', roomId });
  if (!room.ok) return room;
  return ok({ stream: room.value.topic === topic ? null : roomStream(roomId), roomId });
}

/** Public rooms have different names; a private one may share a name, or names of private rooms could be probed. */
function decideRoomName(
  state: DecideState,
  { roomId, typed, visibility }: { roomId: RoomId; typed: string; visibility: Visibility },
): Verdict {
  const name = parseName(typed);
  if (!name.ok) return name;
  const holders = visibility === 'public' ? state.publicRoomsNamed(nameKey(name.value)) : [];
  if (holders.some((holder) => holder !== roomId)) return err({ type: 'room_name_taken', name: name.value });
  return ok({ stream: roomStream(roomId), roomId });
}
