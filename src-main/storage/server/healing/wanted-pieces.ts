import type { RequestParams } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';
import { isHeld } from './heal-event.ts';

/** Which of these events the log does not hold, by their places: a thousand devices hold the same, and one is enough. */
export function wantedPieces({ tables }: EngineContext, { pieces }: RequestParams<'healing.offer'>): number[] {
  return pieces.flatMap((piece, at) =>
    isHeld({ tables }, piece) || tables.pieces.isKnown(piece.personId, piece.commandId) ? [] : [at],
  );
}
