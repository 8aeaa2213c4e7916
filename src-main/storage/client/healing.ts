/**
 * What a device does whose server lost what it had acknowledged (H2): finds where the two part, gives back what it holds beyond,
 * and sets it aside when the server says what it has.
 */
import type { EpochId } from '#shared/domain/ids.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import { maxCutOffers } from '#shared/protocol/healing.ts';
import type { CutOffer, Piece, PieceRequest } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { giveUpHoles } from './mend-holes.ts';
import { changeGaps } from './stream-gaps.ts';
import { intersect } from './ranges.ts';
import { setAside } from './set-aside.ts';
import { newStream } from './stream-table.ts';
import { renewOutbox } from './take-commands.ts';

/** Events at doubling distances back from the end, the newest first, and the oldest of all. */
export function cutOffers({ tables }: ClientContext): CutOffer[] {
  const offers: CutOffer[] = [];
  let next = 0;
  let at = 0;
  let last: CutOffer | null = null;
  for (const place of tables.events.newestFirst()) {
    last = place;
    if (at === next && offers.length < maxCutOffers - 1) {
      offers.push(place);
      next = next * 2 + 1;
    }
    at += 1;
  }
  return last === null || offers.includes(last) ? offers : [...offers, last];
}

/** What there is to give back: of a part of the log that was lost, or of what lies aside and was not offered in this epoch. */
export function pieces({ tables }: ClientContext, request: PieceRequest): Piece[] {
  const { from, afterPlace, max } = request;
  return from.type === 'beyond'
    ? tables.events.beyond(Math.max(from.cutSeq, afterPlace), max)
    : tables.aside.unanswered(from.epochId, afterPlace, max);
}

export function piecesAnswered({ tables }: ClientContext, epochId: EpochId, places: readonly number[]): void {
  tables.aside.answered(epochId, places);
}

/**
 * Takes away what the log does not hold: rows, gaps and markers beyond the cut. The numbers of the outbox may be lost too, so
 * everything without a result begins in a new one.
 */
export function cutBack(context: ClientContext, changes: Changes, cutSeq: number): void {
  const { streams, events, receipts } = context.tables;
  receipts.removeAll();
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
  streams.put(head === 0 ? newStream(stream) : { ...state, head, newestSeq: Math.min(state.newestSeq, cutSeq) });
}
