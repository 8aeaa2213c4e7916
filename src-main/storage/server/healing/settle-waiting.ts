import type { Change } from '#shared/domain/fold.ts';
import type { AppendedEvent, OpenedRoom } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { healEvent } from './heal-event.ts';
import { heldCommand, isSameContent } from './held-command.ts';
import type { Needed, WaitingPiece } from './piece-table.ts';
import { readPiece } from './returned-event.ts';

/** Whether anybody is there to be told, or all sessions are cut, and what goes to whom is not worked out. */
export type Telling = 'told' | 'untold';

/** What is to be looked at again: all that waits, or what waits for any of these. */
export type Settling = 'all' | ReadonlySet<Needed>;

/**
 * Puts into the log what waits and can go there, in the order of origin; what makes a room, a person or a device known lets others
 * follow (H6). Within a transaction that the caller runs.
 */
export function settleWaiting(context: EngineContext, settling: Settling, telling: Telling = 'told'): AppendedEvent[] {
  const { pieces } = context.tables;
  const settled: AppendedEvent[] = [];
  let waiting = settling === 'all' ? pieces.waiting() : pieces.waitingFor(settling);
  while (waiting.length > 0) {
    const appended = waiting.flatMap((piece) => settle(context, piece, telling) ?? []);
    settled.push(...appended);
    const known = madeKnown(appended);
    waiting = known.size === 0 ? [] : pieces.waitingFor(known);
  }
  return settled;
}

/** The people, rooms and devices that are there by these events. */
export function madeKnown(events: readonly { readonly changes: readonly Change[] }[]): Set<Needed> {
  return new Set(
    events.flatMap(({ changes }) =>
      changes.flatMap((change): Needed[] => {
        if (change.type === 'person.put') return [change.personId];
        if (change.type === 'device.put' || change.type === 'device.link') return [change.personId, change.device];
        return change.type === 'room.put' ? [change.room.roomId] : [];
      }),
    ),
  );
}

function settle(context: EngineContext, piece: WaitingPiece, telling: Telling): AppendedEvent | null {
  const { pieces, givenPlaces } = context.tables;
  const returned = readPiece(piece);
  const held = heldCommand(context, piece);
  if (returned !== null && held === null) return healEvent(context, returned, { isTold: telling === 'told' });
  if (returned !== null && held !== null && !isSameContent(held, returned.envelope)) givenPlaces.notTaken(piece);
  pieces.drop(piece);
  return null;
}

/** The same for rooms that have just opened. */
export function settleOpened(
  context: EngineContext,
  opened: readonly OpenedRoom[],
  telling: Telling = 'told',
): AppendedEvent[] {
  if (opened.length === 0) return [];
  return settleWaiting(context, new Set(opened.map(({ roomId }) => roomId)), telling);
}
