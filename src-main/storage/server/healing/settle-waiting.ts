import type { AppendedEvent } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { healEvent, isHeld } from './heal-event.ts';
import { readPiece } from './returned-event.ts';

/**
 * Puts into the log what waits and can go there, in the order of origin; what makes a room or a person known lets others follow
 * (H6). Within a transaction that the caller runs. Where `isTold` is false all sessions are cut, and what goes to whom is not worked
 * out.
 */
export function settleWaiting(context: EngineContext, isTold = true): AppendedEvent[] {
  const { pieces } = context.tables;
  const settled: AppendedEvent[] = [];
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const piece of pieces.waiting()) {
      const returned = readPiece(piece);
      if (returned === null || isHeld(context, piece)) {
        pieces.drop(piece);
        continue;
      }
      const appended = healEvent(context, returned, isTold);
      if (appended === null) continue;
      settled.push(appended);
      isMoving ||= appended.changes.length > 0;
    }
  }
  return settled;
}
