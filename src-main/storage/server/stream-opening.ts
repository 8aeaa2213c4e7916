import type { PersonId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import type { Stream } from '#shared/domain/stream.ts';
import type { StreamMembers, StreamOpened } from '#shared/protocol/event-frame.ts';

/** Members in one frame: their ids take 29 bytes each, and a frame holds 128 KiB. */
export const maxMembersPerFrame = 3_000;

export interface StreamOpening {
  readonly stream: Stream;
  readonly room: Room;
  readonly memberIds: readonly PersonId[];
  /** The event that opens it for this person. */
  readonly seq: number;
  readonly streamSeq: number;
  /** The last item number before that event. */
  readonly itemHead: number;
  readonly from: number;
  /** `room` and `memberIds` are as of this `streamSeq`. */
  readonly asOf: number;
}

/** The frames that stand before the first event of a stream (P6): `stream.opened`, and `stream.members` for a large room. */
export function openingFrames(opening: StreamOpening): string[] {
  const { stream, room, memberIds, seq, streamSeq, itemHead, from, asOf } = opening;
  const [members = [], ...more] = memberGroups(memberIds);
  const opened: StreamOpened = {
    type: 'stream.opened',
    stream,
    seq,
    asOf,
    from,
    head: streamSeq - 1,
    itemHead,
    room,
    members,
  };
  const rest = more.map((group): StreamMembers => ({ type: 'stream.members', stream, members: group }));
  return [opened, ...rest].map((frame) => JSON.stringify(frame));
}

/** Members in groups that a frame can hold. */
export function memberGroups(memberIds: readonly PersonId[]): PersonId[][] {
  const groups: PersonId[][] = [];
  for (let start = 0; start < memberIds.length; start += maxMembersPerFrame) {
    groups.push(memberIds.slice(start, start + maxMembersPerFrame));
  }
  return groups;
}
