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
  const verdict = decideRoomName(state, { roomId, typed: name, visibility: room.value.visibility });
  const parsed = parseName(name);
  return verdict.ok && parsed.ok && parsed.value === room.value.name ? ok({ stream: null, roomId }) : verdict;
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
  const holder = visibility === 'public' ? state.publicRoomNamed(nameKey(name.value)) : null;
  if (holder !== null && holder !== roomId) return err({ type: 'room_name_taken', name: name.value });
  return ok({ stream: roomStream(roomId), roomId });
}
