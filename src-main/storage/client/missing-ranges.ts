import type { ClientContext } from './client-context.ts';
import { rangesOf, subtract, type Range } from './ranges.ts';
import { readableRanges, type StreamState } from './stream-table.ts';

/**
 * What of these ranges is neither held nor a gap already. What was readable up to the head is one or the other, so that only
 * the rest is looked for in the events.
 */
export function missingRanges(
  { tables }: ClientContext,
  { stream, access, head }: StreamState,
  readable: readonly Range[],
): Range[] {
  const unseen = subtract(readable, readableRanges(access, head));
  const held = unseen.flatMap(({ from, to }) => tables.events.numbersBetween(stream, from, to));
  return subtract(unseen, rangesOf(held));
}
