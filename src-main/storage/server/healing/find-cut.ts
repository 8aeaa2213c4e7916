import type { RequestParams } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';

/** The newest of the events that the log holds, or 0: up to there both have the same (H2). */
export function findCut({ positions }: EngineContext, { offers }: RequestParams<'healing.cut'>): number {
  return Math.max(0, ...offers.filter((offer) => positions.isTagHeld(offer)).map(({ seq }) => seq));
}
