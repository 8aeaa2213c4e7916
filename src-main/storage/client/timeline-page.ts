import type { RoomId } from '#shared/domain/ids.ts';
import { roomStream, type Stream } from '#shared/domain/stream.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { TimelineItem, TimelinePage, TimelinePlace } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { TimelineRequest } from '../client-store.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryLevels, type DeliveryLevels } from './delivery-levels.ts';
import { readStoredEvent } from './read-event.ts';
import { creationOf } from './room-view.ts';
import { itemOfEvent, itemOfGap, itemOfOutbox } from './timeline-item.ts';
import {
  comparePlaces,
  endOfLog,
  endOfOutbox,
  formatPlace,
  logPlace,
  parsePlace,
  type LogPlace,
} from './timeline-place.ts';

interface Row {
  readonly place: TimelinePlace;
  readonly item: TimelineItem | null;
}

/** A page of a room backwards from a place: first what waits, as the newest; then the log with its gaps (D5). */
export function timelinePage(context: ClientContext, request: TimelineRequest): Result<TimelinePage, ChatError> {
  const { roomId, before, maxItems } = request;
  if (context.tables.rooms.find(roomId) === null && creationOf(context, roomId) === null) {
    return err({ type: 'room_not_known' });
  }
  const place = before === null ? endOfOutbox : parsePlace(before);
  if (place === null) return err({ type: 'invalid_params', path: 'before', problem: 'not a cursor of a timeline' });
  const rows = place.type === 'outbox' ? waitingRows(context, { roomId, before: place.place, max: maxItems + 1 }) : [];
  const missing = maxItems + 1 - rows.length;
  const from = place.type === 'outbox' ? endOfLog : place;
  if (missing > 0) rows.push(...logRows(context, roomStream(roomId), { before: from, max: missing }));
  const shown = rows.slice(0, maxItems);
  const oldest = shown.at(-1);
  return ok({
    items: shown.flatMap(({ item }) => item ?? []).toReversed(),
    before: rows.length > maxItems && oldest !== undefined ? oldest.place : null,
  });
}

function waitingRows(
  context: ClientContext,
  { roomId, before, max }: { readonly roomId: RoomId; readonly before: number; readonly max: number },
): Row[] {
  return context.tables.outbox
    .messagesBefore(roomId, before, max)
    .map((row) => ({ place: formatPlace({ type: 'outbox', place: row.place }), item: itemOfOutbox(context, row) }));
}

/** Events and gaps of a room before a place, newest first. */
function logRows(
  context: ClientContext,
  stream: Stream,
  { before, max }: { readonly before: LogPlace; readonly max: number },
): Row[] {
  const events = eventRows(context, stream, { before, max });
  const isBeginning = events.length < max;
  const oldest = events.at(-1);
  const end = formatPlace(before);
  const gaps = context.tables.gaps
    .of(stream)
    .map((gap) => itemOfGap(context, stream, gap))
    .map((item) => ({ place: item.place, item }))
    .filter(
      ({ place }) =>
        comparePlaces(place, end) < 0 &&
        (isBeginning || oldest === undefined || comparePlaces(place, oldest.place) > 0),
    );
  return [...events, ...gaps].toSorted((a, b) => comparePlaces(b.place, a.place)).slice(0, max);
}

function eventRows(
  context: ClientContext,
  stream: Stream,
  { before, max }: { readonly before: LogPlace; readonly max: number },
): Row[] {
  let known: DeliveryLevels | null = null;
  const levels = () => (known ??= deliveryLevels(context, stream.slice('room:'.length) as RoomId));
  return context.tables.shown.before(stream, before, max).map(({ frame, order }) => {
    const event = readStoredEvent(frame);
    return { place: formatPlace(logPlace(order, null)), item: event && itemOfEvent(context, event, levels) };
  });
}
