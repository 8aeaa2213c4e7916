import type { TimelinePlace } from '#shared/ipc/chat-view.ts';
import type { ReadEvent } from './read-event.ts';
import type { EventOrder } from './shown-events.ts';

/** Where a row of a timeline stands: in the log, or behind it while it waits. */
export type RowPlace = LogPlace | OutboxPlace;

export interface OutboxPlace {
  readonly type: 'outbox';
  readonly place: number;
}

/** At an event, or at a gap just before it. */
export interface LogPlace extends EventOrder {
  readonly type: 'log';
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

/** Behind everything there is. */
export const endOfOutbox: OutboxPlace = { type: 'outbox', place: Number.MAX_SAFE_INTEGER };

/** The place of an event, or of a gap just before it. */
export function logPlace({ orderEpoch, orderSeq, commandId }: EventOrder, gapFrom: number | null): LogPlace {
  return { type: 'log', orderEpoch, orderSeq, commandId, gapFrom };
}

export function placeOfEvent({ header, envelope }: ReadEvent): LogPlace {
  const { epoch, seq } = header.origin ?? header;
  return logPlace({ orderEpoch: epoch, orderSeq: seq, commandId: envelope.commandId }, null);
}

/** Every whole number in as many digits, so that texts are in the order of the numbers. */
const radix = 36;
const digits = Number.MAX_SAFE_INTEGER.toString(radix).length;
/** In the order of screens: a gap comes before its event, and what waits behind the log. */
const marks = { log: 'a', outbox: 'b', gap: '!', event: '~' } as const;

/** The place as a text that sorts like it. */
export function formatPlace(place: RowPlace): TimelinePlace {
  if (place.type === 'outbox') return `${marks.outbox}${formatNumber(place.place)}`;
  const { orderEpoch, orderSeq, commandId, gapFrom } = place;
  const end = gapFrom === null ? marks.event : `${marks.gap}${formatNumber(gapFrom)}`;
  return `${marks.log}${formatNumber(orderEpoch)}${formatNumber(orderSeq)}${commandId}${end}`;
}

const number = `[0-9a-z]{${digits}}`;
const outboxPattern = new RegExp(`^${marks.outbox}(${number})$`);
const logPattern = new RegExp(
  `^${marks.log}(${number})(${number})([0-9a-f-]*)(?:${marks.gap}(${number})|${marks.event})$`,
);

/** The place that a text names; null when it is none of ours. */
export function parsePlace(text: TimelinePlace): RowPlace | null {
  const [, place] = outboxPattern.exec(text) ?? [];
  if (place !== undefined) return { type: 'outbox', place: parseInt(place, radix) };
  const [, epoch, seq, commandId, gapFrom] = logPattern.exec(text) ?? [];
  if (epoch === undefined || seq === undefined || commandId === undefined) return null;
  const order = { orderEpoch: parseInt(epoch, radix), orderSeq: parseInt(seq, radix), commandId };
  return logPlace(order, gapFrom === undefined ? null : parseInt(gapFrom, radix));
}

/** Negative when the first place is the earlier one. */
export function comparePlaces(one: TimelinePlace, other: TimelinePlace): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function formatNumber(value: number): string {
  return value.toString(radix).padStart(digits, '0');
}
