import type { AccessInterval } from '#shared/domain/access.ts';

/** Whether somebody with these intervals may see the event at `streamSeq`, said as plainly as can be (P6). */
export function isVisible(intervals: readonly AccessInterval[], streamSeq: number): boolean {
  return intervals.some(({ from, to }) => streamSeq >= from && (to === null || streamSeq <= to));
}
