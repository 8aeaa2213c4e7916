import type { EpochId } from '#shared/domain/ids.ts';
import type { RequestParams } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';

/** The newest of the events that the log holds, or 0: up to there both have the same (H2). */
export function findCut(
  { tables, positions, transactions }: EngineContext,
  { offers }: RequestParams<'healing.cut'>,
  /** Of the position that the device has shown. */
  epochId: EpochId | null,
): number {
  const seq = Math.max(0, ...offers.filter(({ seq: at, tag }) => positions.isTagHeld({ seq: at, tag })).map((offer) => offer.seq));
  const shown = epochId === null ? null : tables.shown.find(epochId);
  // Where a life is unknown to this log, what devices hold of both is all that tells how much they share.
  if (shown !== null && seq > shown.sharedSeq) {
    transactions.run(() => {
      const sharedServerHead = positions.serverHeadAt(seq);
      tables.shown.put({ ...shown, sharedSeq: seq, sharedServerHead }, tables.epochs.current().epoch);
    });
  }
  return seq;
}
