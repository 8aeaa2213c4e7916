import * as v from 'valibot';
import { wholeNumber } from '#shared/domain/whole-number.ts';
import type { TimelineCursor } from '#shared/ipc/chat-view.ts';
import type { ReadEvent } from './read-event.ts';
import type { EventOrder } from './shown-events.ts';

/** Where a row of a timeline stands: in the log, or behind it while it waits. */
export type TimelinePlace = LogPlace | OutboxPlace;

export interface OutboxPlace {
  readonly type: 'outbox';
  readonly place: number;
}

/** At an event, or at a gap just before it. */
export interface LogPlace {
  readonly type: 'log';
  readonly orderEpoch: number;
  readonly orderSeq: number;
  readonly commandId: string;
  /** Null at the event itself. */
  readonly gapFrom: number | null;
}

/** Behind everything in the log. */
export const endOfLog: LogPlace = {
  type: 'log',
  orderEpoch: Number.MAX_SAFE_INTEGER,
  orderSeq: Number.MAX_SAFE_INTEGER,
  commandId: '',
  gapFrom: null,
};

const placeSchema = v.variant('type', [
  v.object({ type: v.literal('outbox'), place: wholeNumber(0) }),
  v.object({
    type: v.literal('log'),
    orderEpoch: wholeNumber(0),
    orderSeq: wholeNumber(0),
    commandId: v.string(),
    gapFrom: v.nullable(wholeNumber(0)),
  }),
]);

/** The place of an event, or of a gap just before it. */
export function logPlace({ orderEpoch, orderSeq, commandId }: EventOrder, gapFrom: number | null): LogPlace {
  return { type: 'log', orderEpoch, orderSeq, commandId, gapFrom };
}

export function placeOfEvent({ header, envelope }: ReadEvent): LogPlace {
  const { epoch, seq } = header.origin ?? header;
  return logPlace({ orderEpoch: epoch, orderSeq: seq, commandId: envelope.commandId }, null);
}

export function formatPlace(place: TimelinePlace): TimelineCursor {
  return JSON.stringify(place);
}

/** The place that a cursor names; null when it is none of ours. */
export function parsePlace(cursor: TimelineCursor): TimelinePlace | null {
  try {
    const parsed = v.safeParse(placeSchema, JSON.parse(cursor));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Negative when the first place is the earlier one. */
export function comparePlaces(one: TimelinePlace, other: TimelinePlace): number {
  if (one.type === 'log') return other.type === 'log' ? compareLogPlaces(one, other) : -1;
  return other.type === 'log' ? 1 : one.place - other.place;
}

function compareLogPlaces(one: LogPlace, other: LogPlace): number {
  return (
    one.orderEpoch - other.orderEpoch ||
    one.orderSeq - other.orderSeq ||
    compareText(one.commandId, other.commandId) ||
    (one.gapFrom ?? Infinity) - (other.gapFrom ?? Infinity) ||
    0
  );
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
