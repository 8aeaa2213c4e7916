import { ok } from '../../result.ts';
import { roomStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { roomOfMember } from './room-access.ts';

export function decideMessageSend(
  state: DecideState,
  { author, command }: AuthoredSubmission<'message.send'>,
): Verdict {
  const { roomId } = command.body;
  const room = roomOfMember(state, author, { action: 'message.send', roomId });
  return room.ok ? ok({ stream: roomStream(roomId) }) : room;
}
