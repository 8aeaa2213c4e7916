import type { RequestParams } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StoredCommand } from '../command-table.ts';
import { heldCommand } from './holding.ts';

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
    return !isKnown || isPlaceWanted(context, offered, held) ? [at] : [];
  });
}

function isPlaceWanted(context: EngineContext, offered: Offered, held: StoredCommand | null): boolean {
  const { shown, givenPlaces } = context.tables;
  return shown.find(offered.epochId) !== null && !givenPlaces.isGiven(offered) && !isOwnPlace(context, offered, held);
}

/** Whether it stands in the log where it stood in that life. */
function isOwnPlace({ tables }: EngineContext, { epochId, seq }: Offered, held: StoredCommand | null): boolean {
  if (held?.result.type !== 'event' || held.result.seq !== seq) return false;
  return tables.epochs.idAt(seq) === epochId;
}
