import type { Stream } from '#shared/domain/stream.ts';
import type { ReceivedFrame } from '../client-store.ts';
import type { WritableDb } from '../readable-db.ts';
import { frameOf, type FrameRow } from './event-table.ts';

/** Where an event stands on every screen (D5): its origin where it was healed; the command id where two stand alike (H5). */
export interface EventOrder {
  readonly orderEpoch: number;
  readonly orderSeq: number;
  readonly commandId: string;
}

export interface ShownEvent {
  readonly frame: ReceivedFrame;
  readonly order: EventOrder;
}

/** An own message as receipts measure it. */
export interface OwnMessage {
  readonly streamSeq: number;
  readonly seq: number;
  readonly itemNumber: number;
}

/** The events of a room in the order of screens, read by index and never counted through. */
export function createShownEvents(db: WritableDb) {
  const before = db.query<[string, number, number, string, number], FrameRow & EventOrder>(
    `SELECT frame, isSigned, orderEpoch, orderSeq, commandId FROM events
     WHERE stream = ? AND isShown = 1 AND (orderEpoch, orderSeq, commandId) < (?, ?, ?)
     ORDER BY orderEpoch DESC, orderSeq DESC, commandId DESC LIMIT ?`,
  );
  const above = db.query<[string, number], EventOrder>(
    'SELECT orderEpoch, orderSeq, commandId FROM events WHERE stream = ? AND streamSeq > ? ORDER BY streamSeq LIMIT 1',
  );
  const newest = db.query<[string], { at: number }>(
    'SELECT at FROM events WHERE stream = ? ORDER BY streamSeq DESC LIMIT 1',
  );
  const item = db.query<[string, number], { at: number }>('SELECT at FROM events WHERE stream = ? AND itemNumber = ?');
  const ownMessages = db.query<[string, number], OwnMessage>(
    `SELECT streamSeq, seq, itemNumber FROM events WHERE stream = ? AND isOwnMessage = 1
     ORDER BY streamSeq DESC LIMIT ?`,
  );
  return {
    /** What people see of a room before a place, newest first. */
    before: (stream: Stream, { orderEpoch, orderSeq, commandId }: EventOrder, max: number): ShownEvent[] =>
      before
        .all(stream, orderEpoch, orderSeq, commandId, max)
        .map((row) => ({ frame: frameOf(row), order: orderOf(row) })),
    /** Where the first event held above `streamSeq` stands. */
    placeAbove: (stream: Stream, streamSeq: number): EventOrder | null => above.get(stream, streamSeq) ?? null,
    newestAt: (stream: Stream): number | null => newest.get(stream)?.at ?? null,
    /** When the item of this number was said; null where it is not held. */
    itemAt: (stream: Stream, itemNumber: number): number | null => item.get(stream, itemNumber)?.at ?? null,
    /** The newest own messages, newest first. */
    ownMessages: (stream: Stream, max: number): OwnMessage[] => ownMessages.all(stream, max),
  };
}

function orderOf({ orderEpoch, orderSeq, commandId }: EventOrder): EventOrder {
  return { orderEpoch, orderSeq, commandId };
}
