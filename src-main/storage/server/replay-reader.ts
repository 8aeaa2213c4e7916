import type { ReplayPage, ReplayRange } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';
import { createReplayCursor, nextUnit, replaySources, unitBytes, type ReplayCursor } from './replay-source.ts';

/** The next page of what a person missed: the visible pieces of streams, merged by `seq` (P7). */
export function readReplay(context: EngineContext, range: ReplayRange): ReplayPage {
  const { tables, positions, limits } = context;
  const cursors = replaySources(tables, range).map((source) => createReplayCursor(tables, source));
  const frames: string[] = [];
  let bytes = 0;
  let lastSeq = range.afterSeq;
  for (;;) {
    const cursor = earliest(cursors);
    if (cursor === null || cursor.peek() > range.upToSeq) {
      return { frames, position: positions.at(range.upToSeq), lastSeq: range.upToSeq };
    }
    const seq = cursor.peek();
    const unit = nextUnit(tables, cursor, range.personId);
    bytes += unitBytes(unit);
    const isFull = bytes > limits.maxPageBytes || frames.length + unit.length > limits.maxPageEvents;
    // At least one event a page, or a replay would stand still; what no page can hold was planned as a snapshot.
    if (isFull && frames.length > 0) return { frames, position: positions.at(lastSeq), lastSeq };
    frames.push(...unit);
    lastSeq = seq;
    cursor.take();
  }
}

function earliest(cursors: readonly ReplayCursor[]): ReplayCursor | null {
  let best: ReplayCursor | null = null;
  for (const cursor of cursors) if (cursor.peek() < (best?.peek() ?? Infinity)) best = cursor;
  return best;
}
