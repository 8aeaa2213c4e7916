import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { changeGaps } from './change-gaps.ts';
import { giveUpHoles } from './mend-holes.ts';
import { intersect } from './ranges.ts';
import { setAside } from './set-aside.ts';
import { newStream } from './stream-table.ts';
import { renewOutbox } from './take-commands.ts';

/**
 * Takes away what the log does not hold (H2): rows, gaps and markers beyond the cut. The numbers of the outbox may be lost too, so
 * everything without a result begins in a new one.
 */
export function cutBack(context: ClientContext, changes: Changes, cutSeq: number): void {
  const { streams, events } = context.tables;
  for (const stream of streams.all()) cutStream(context, changes, { stream, cutSeq });
  for (const frame of events.framesBeyond(cutSeq)) setAside(context, changes, { frame, wasRead: false });
  renewOutbox(context);
}

interface Cut {
  readonly stream: Stream;
  readonly cutSeq: number;
}

function cutStream(context: ClientContext, changes: Changes, { stream, cutSeq }: Cut): void {
  const { streams, events, gaps, markers } = context.tables;
  const state = streams.find(stream);
  if (state === null) return;
  const roomId = roomOfStream(stream);
  const readUpTo = roomId === null ? 0 : markers.get(roomId).readUpTo;
  for (const { frame, itemNumber } of events.ofStreamBeyond(stream, cutSeq))
    setAside(context, changes, { frame, wasRead: itemNumber !== null && itemNumber <= readUpTo });
  const head = events.lastOf(stream);
  const after = intersect(gaps.of(stream), [{ from: 1, to: head }]);
  changeGaps(context, changes, { stream, after, isLive: false });
  giveUpHoles(context, stream);
  if (head === 0) {
    streams.put(newStream(stream));
    return;
  }
  // What was folded beyond it is no state of this life: whatever the server tells of the room is newer.
  streams.put({
    ...state,
    head,
    stateAsOf: Math.min(state.stateAsOf, head),
    givenAsOf: Math.min(state.givenAsOf, head),
    newestSeq: Math.min(state.newestSeq, cutSeq),
  });
}
