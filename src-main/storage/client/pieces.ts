import type { EpochId } from '#shared/domain/ids.ts';
import type { Piece, PieceRequest } from '../piece.ts';
import type { ClientContext } from './client-context.ts';

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
