import type { OfferedCut, ShownByDevice } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { standingOf } from './position-standing.ts';

/** The newest of the events that the log holds, or 0: up to there both have the same (H2). */
export function findCut(context: EngineContext, { offers, beyond }: OfferedCut): number {
  const cut = Math.max(0, ...offers.filter((offer) => context.positions.isTagHeld(offer)).map(({ seq }) => seq));
  if (beyond !== null) raiseShared(context, beyond, cut);
  return cut;
}

/** The life that the device was in has what the device has of the log. */
function raiseShared(context: EngineContext, beyond: ShownByDevice, cut: number): void {
  const { tables, transactions, positions } = context;
  const { epochId } = standingOf(context, beyond);
  const life = epochId === null ? null : tables.shown.find(epochId);
  if (life === null) return;
  const sharedSeq = Math.min(cut, life.seq);
  if (sharedSeq <= life.sharedSeq) return;
  transactions.run(() => {
    tables.shown.raiseShared(life.epochId, { sharedSeq, sharedServerHead: positions.serverHeadAt(sharedSeq) });
  });
}
