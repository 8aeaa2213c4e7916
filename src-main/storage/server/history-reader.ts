import type { PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { RequestError, RequestParams } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { HistoryPage } from '../event-log.ts';
import type { EngineContext, EngineLimits } from './engine-context.ts';
import { eventFrameText, type EventText } from './event-text.ts';
import { frameFor } from './healing/healed-sight.ts';
import { readableRoom, type ReadableRoom } from './readable-room.ts';

type HistoryParams = RequestParams<'history.page'>;

/** Where a page lies: within one interval of access, so that it never spans what is closed. */
interface PageRange {
  readonly from: number;
  readonly to: number;
  readonly direction: 'forward' | 'backward';
  /** Where the next page in this direction goes on once this interval is read to its end; null at the end of all. */
  readonly nextInterval: number | null;
}

/** A page of a room's history within what the person may see (P8). */
export function readHistory(
  context: EngineContext,
  personId: PersonId,
  params: HistoryParams,
): Result<HistoryPage, RequestError> {
  const found = readableRoom(context, personId, params);
  if (!found.ok) return found;
  const room = found.value;
  const { before, after } = params;
  if ((before ?? 0) > room.head + 1 || (after ?? 0) > room.head) return err({ type: 'beyond_end', head: room.head });
  const range = after === undefined ? rangeBefore(room, before ?? room.head + 1) : rangeAfter(room, after);
  if (range === null) return ok(emptyPage(room, params));
  const { streamRef } = room.stream;
  const { forward, backward } = context.tables.events;
  const rows = (range.direction === 'forward' ? forward : backward)({ streamRef, from: range.from, to: range.to });
  const taken = takePage(rows, { ...context.limits, maxItems: params.maxItems });
  const events = range.direction === 'forward' ? taken : taken.toReversed();
  const frames = events.map((event) => frameFor(context.tables, personId, event));
  return ok({ frames, ...pageOf(room, range, events) });
}

function rangeBefore({ access }: ReadableRoom, before: number): PageRange | null {
  const index = access.findLastIndex(({ from }) => from < before);
  const interval = access[index];
  if (interval === undefined) return null;
  const earlier = access[index - 1]?.to ?? null;
  const to = Math.min(before - 1, interval.to ?? Infinity);
  return { from: interval.from, to, direction: 'backward', nextInterval: earlier === null ? null : earlier + 1 };
}

function rangeAfter({ access, head }: ReadableRoom, after: number): PageRange | null {
  const index = access.findIndex(({ to }) => (to ?? head) > after);
  const interval = access[index];
  if (interval === undefined) return null;
  const later = access[index + 1]?.from ?? null;
  const from = Math.max(after + 1, interval.from);
  const to = interval.to ?? head;
  return { from, to, direction: 'forward', nextInterval: later === null ? null : later - 1 };
}

/** As many events as a page may hold: by items (what people read), by events and by bytes; at least one. */
function takePage(
  rows: Iterable<EventText>,
  limits: Omit<EngineLimits, 'maxReplayEvents'> & { readonly maxItems: number },
): EventText[] {
  const taken: EventText[] = [];
  let items = 0;
  let bytes = 0;
  for (const row of rows) {
    items += row.header.itemNumber === undefined ? 0 : 1;
    bytes += utf8Bytes(eventFrameText(row)) + 1;
    if (items > limits.maxItems || (bytes > limits.maxPageBytes && taken.length > 0)) break;
    taken.push(row);
    if (taken.length === limits.maxPageEvents) break;
  }
  return taken;
}

function pageOf({ head }: ReadableRoom, range: PageRange, events: readonly EventText[]): Omit<HistoryPage, 'frames'> {
  const isForward = range.direction === 'forward';
  const from = isForward ? range.from : (events[0]?.header.streamSeq ?? range.to + 1);
  const to = isForward ? (events.at(-1)?.header.streamSeq ?? range.from - 1) : range.to;
  const isWhole = isForward ? to === range.to : from === range.from;
  const next = isWhole ? range.nextInterval : isForward ? to : from;
  return { from, to, next, asOf: head };
}

function emptyPage({ head }: ReadableRoom, { before, after }: HistoryParams): HistoryPage {
  const to = after ?? (before ?? head + 1) - 1;
  return { frames: [], from: to + 1, to, next: null, asOf: head };
}
