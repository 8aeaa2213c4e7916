import { closeAccess, openAccess } from '#shared/domain/access.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import type { StreamMembers, StreamOpened } from '#shared/protocol/event-frame.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { releaseRoom } from './held-commands.ts';
import { markReadBeforeJoining } from './markers.ts';
import { giveUpHoles } from './mend-holes.ts';
import { missingRanges } from './missing-ranges.ts';
import { intersect, unite } from './ranges.ts';
import { changeGaps } from './change-gaps.ts';
import { newStream, readableRanges } from './stream-table.ts';

/** A room begins for this person, or begins again (P6): its state, and a gap for what may be read of the time before. */
export function openStream(context: ClientContext, changes: Changes, opened: StreamOpened): void {
  const { tables } = context;
  const { stream, seq, head, from, asOf, itemHead } = opened;
  const roomId = roomOfStream(stream);
  if (roomId === null || opened.room.roomId !== roomId) return;
  const before = tables.streams.find(stream) ?? newStream(stream);
  const isNewer = asOf >= before.stateAsOf;
  // What was readable ended with what was seen last.
  const access = openAccess(closeAccess(before.access, before.head), from);
  const newHead = Math.max(before.head, head);
  tables.streams.put({
    ...before,
    head: newHead,
    // The event that opens it may not have come: a server that lost that has to hear of it (H1).
    newestSeq: Math.max(before.newestSeq, seq),
    ...(isNewer ? { stateAsOf: asOf, givenAsOf: asOf } : {}),
    access,
  });
  if (isNewer) {
    tables.rooms.put(opened.room);
    changes.membersMove(roomId);
    tables.members.replace(roomId, opened.members);
  }
  tables.rooms.raiseItemHead(roomId, itemHead);
  markReadBeforeJoining(context, roomId, itemHead);
  const missing = unite(tables.gaps.of(stream), missingRanges(context, before, [{ from, to: head }]));
  // The oldest of many intervals is closed now, and what is missing of it will not come.
  const after = intersect(missing, readableRanges(access, newHead));
  changeGaps(context, changes, { stream, after, isLive: false });
  giveUpHoles(context, stream);
  releaseRoom(context, changes, roomId);
  changes.room(roomId);
}

/** The rest of the members of a room that was just opened. */
export function addMembers({ tables }: ClientContext, changes: Changes, { stream, members }: StreamMembers): void {
  const roomId = roomOfStream(stream);
  if (roomId === null) return;
  for (const personId of members) tables.members.add(roomId, personId);
  changes.room(roomId);
}
