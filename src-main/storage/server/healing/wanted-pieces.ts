import type { RequestParams } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';
import { heldCommand } from './held-command.ts';

type Offered = RequestParams<'healing.offer'>['pieces'][number];

/**
 * Which of these events the log wants, by their places: those it does not hold, of which one device is enough where a thousand hold
 * the same, and those that say of a life that was shown that nothing is missing at a place of it.
 */
export function wantedPieces(context: EngineContext, { pieces }: RequestParams<'healing.offer'>): number[] {
  const { tables } = context;
  return pieces.flatMap((offered, at) => {
    const held = heldCommand(context, offered);
    const isKnown = held !== null || tables.pieces.isKnown(offered.personId, offered.commandId);
    return !isKnown || isPlaceWanted(context, offered) ? [at] : [];
  });
}

/** Not where the log has the very event at that place. */
function isPlaceWanted({ tables }: EngineContext, offered: Offered): boolean {
  const { shown, givenPlaces, events } = tables;
  return (
    shown.find(offered.epochId) !== null && !givenPlaces.isGiven(offered) && events.macAt(offered.seq) !== offered.tag
  );
}
