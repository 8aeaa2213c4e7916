import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import { applyEvent } from './apply-event.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { mendHoles } from './mend-holes.ts';
import { rangesOf, subtract, unite } from './ranges.ts';
import { readStoredEvent, type ReadEvent } from './read-event.ts';
import { changeGaps } from './change-gaps.ts';
import type { StreamState } from './stream-table.ts';

interface Move {
  readonly event: ReadEvent;
  /** What comes live shows a hole by what it leaves out; a replay leaves out only what may not be seen. */
  readonly source: 'live' | 'replay';
}

/** Moves a stream on by an event that is stored now: gaps, head, access and the state folded so far. */
export function moveStream(context: ClientContext, changes: Changes, move: Move): void {
  const { stream, streamSeq, seq } = move.event.header;
  const known = context.tables.streams.find(stream);
  // The stored result of a repeated command may be older than the snapshot, which has what it changed and what came after.
  if (known === null && seq <= (context.tables.meta.get().position?.seq ?? 0)) return;
  const before = known ?? streamFrom(stream, streamSeq);
  if (streamSeq <= before.head) fillGap(context, changes, { stream, streamSeq });
  else if (move.source === 'live') findHole(context, changes, { state: before, streamSeq });
  const state: StreamState = {
    ...before,
    head: lastHeldFrom(context, stream, Math.max(before.head, streamSeq)),
    newestSeq: Math.max(before.newestSeq, seq),
  };
  context.tables.streams.put(state);
  if (state.stateAsOf !== streamSeq - 1 || state.head !== streamSeq) foldStream(context, changes, stream);
  else {
    applyEvent(context, changes, move.event);
    context.tables.streams.put({ ...state, stateAsOf: streamSeq });
  }
}

/** Events of the past move a stream on only where they join what was its head. */
export function extendStream(context: ClientContext, { header }: ReadEvent): void {
  const { streams } = context.tables;
  const state = streams.find(header.stream);
  if (state === null) return;
  const head = lastHeldFrom(context, header.stream, state.head);
  streams.put({ ...state, head, newestSeq: Math.max(state.newestSeq, header.seq) });
}

/** Folds what is held and was not folded yet, in order, up to the first hole: a hole stops its stream and no other (P7). */
export function foldStream(context: ClientContext, changes: Changes, stream: Stream): void {
  const { streams, gaps, events } = context.tables;
  const state = streams.find(stream);
  if (state === null) return;
  const gap = gaps.firstAbove(stream, state.stateAsOf);
  const upTo = gap === null ? state.head : Math.min(state.head, gap.from - 1);
  if (upTo <= state.stateAsOf) return;
  for (const frame of events.between(stream, state.stateAsOf + 1, upTo)) {
    const event = readStoredEvent(frame);
    if (event !== null) applyEvent(context, changes, event);
  }
  streams.put({ ...state, stateAsOf: upTo });
}

/** A stream known by its first event only: the server's own after a snapshot, which says nothing of its head. */
function streamFrom(stream: Stream, streamSeq: number): StreamState {
  const before = streamSeq - 1;
  const access = [{ from: streamSeq, to: null }];
  return { stream, head: before, stateAsOf: before, givenAsOf: before, newestSeq: 0, access };
}

function fillGap(
  context: ClientContext,
  changes: Changes,
  { stream, streamSeq }: { readonly stream: Stream; readonly streamSeq: number },
): void {
  if (!context.tables.gaps.holds(stream, streamSeq)) return;
  const after = subtract(context.tables.gaps.of(stream), rangesOf([streamSeq]));
  changeGaps(context, changes, { stream, after, isLive: true });
  mendHoles(context, changes, stream);
}

/** A `streamSeq` that was left out (D8): a gap, committed with the position, and counted. */
function findHole(
  context: ClientContext,
  changes: Changes,
  { state, streamSeq }: { readonly state: StreamState; readonly streamSeq: number },
): void {
  const { stream, head } = state;
  const skipped = { from: head + 1, to: streamSeq - 1 };
  const held = rangesOf(context.tables.events.numbersBetween(stream, skipped.from, skipped.to));
  const hole = subtract([skipped], held);
  if (hole.length === 0) return;
  const roomId = roomOfStream(stream);
  context.tables.holes.found(stream, skipped);
  changes.holesCounted();
  changes.hole(roomId);
  if (roomId === null) context.tables.meta.needResync();
  else changeGaps(context, changes, { stream, after: unite(context.tables.gaps.of(stream), hole), isLive: true });
}

/** The end of what is held without a hole from `head` on: a page may have brought what comes next. */
export function lastHeldFrom({ tables }: ClientContext, stream: Stream, head: number): number {
  let last = head;
  while (tables.events.at(stream, last + 1) !== null) last += 1;
  return last;
}
