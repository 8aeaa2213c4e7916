import { present } from '#shared/assert.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { ReplayRange } from '../event-log.ts';
import { frameFor } from './healing/healed-sight.ts';
import type { ServerTables } from './server-tables.ts';
import { openingFrames } from './stream-opening.ts';
import { firstAfter, visibleIntervals, type VisibleInterval } from './visible-stream.ts';

/** Seqs read at once from one stream: pages are made of many streams, each giving a few. */
const chunkSize = 32;

/** One visible piece of a stream, from its first event of a replay on. */
export interface ReplaySource {
  readonly interval: VisibleInterval;
  readonly start: number;
  /** The stream begins for this person with the event at `start`. */
  readonly isOpening: boolean;
}

/** The pieces of streams that hold what a person missed, each found by halving, never by a scan (D7). */
export function replaySources(tables: ServerTables, { personId, afterSeq, upToSeq }: ReplayRange): ReplaySource[] {
  return visibleIntervals(tables, personId, afterSeq).flatMap((interval) => {
    const openedSeq = interval.opening?.access.openedSeq ?? 0;
    if (openedSeq > upToSeq) return [];
    const isOpening = openedSeq > afterSeq;
    const start = isOpening
      ? present(tables.events.streamSeqAt(openedSeq), 'access was opened by an event')
      : firstAfter(tables, interval, afterSeq);
    return start > interval.to ? [] : [{ interval, start, isOpening }];
  });
}

/** The events of a source one after the other; `peek` is the next one's seq, Infinity behind the last. */
export interface ReplayCursor {
  readonly source: ReplaySource;
  peek(): number;
  take(): void;
  /** The frames that go before the next event: those that open the stream, at its start. */
  openingFrames(personId: PersonId): string[];
}

/** The frames that a page has to hold together: the next event, behind what opens its stream. */
export function nextUnit(tables: ServerTables, cursor: ReplayCursor, personId: PersonId): string[] {
  const event = present(tables.events.bySeq(cursor.peek()), 'an indexed event is there');
  return [...cursor.openingFrames(personId), frameFor(tables, personId, event)];
}

/** What frames take in a list, in bytes. */
export function unitBytes(unit: readonly string[]): number {
  return unit.reduce((sum, frame) => sum + utf8Bytes(frame) + 1, 0);
}

export function createReplayCursor(tables: ServerTables, source: ReplaySource): ReplayCursor {
  const { stream, to } = source.interval;
  let next = source.start;
  let chunk: number[] = [];
  let index = 0;
  return {
    source,
    peek: () => {
      if (index === chunk.length && next <= to) {
        chunk = tables.events.seqs({ streamRef: stream.streamRef, from: next, to }, chunkSize);
        next += chunk.length;
        index = 0;
      }
      return chunk[index] ?? Infinity;
    },
    take: () => {
      index += 1;
    },
    openingFrames: (personId) => {
      const isFirst = source.isOpening && next - chunk.length + index === source.start;
      return isFirst ? framesOf(tables, source, personId) : [];
    },
  };
}

/**
 * A room that one is in begins as it is now. One that was left meanwhile begins as it was when it was left, with nobody else in
 * it: what happened there later is not told, and the removal, which follows, still applies.
 */
function framesOf({ events }: ServerTables, { interval, start }: ReplaySource, personId: PersonId): string[] {
  const { stream, from, to, opening } = interval;
  if (opening === null) return [];
  const { room, access } = opening;
  const { closedRoom } = access;
  return openingFrames({
    stream: stream.stream,
    room: closedRoom?.room ?? room.room,
    memberIds: closedRoom === null ? [...room.memberIds] : [personId],
    seq: access.openedSeq,
    streamSeq: start,
    itemHead: events.itemHeadBefore(stream.streamRef, start),
    from,
    asOf: closedRoom === null ? stream.head : to - 1,
  });
}
