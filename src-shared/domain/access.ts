import type { Room } from './room.ts';

/** What a person may see of a stream: `streamSeq` from `from` to `to`, both included; `to` null while it is open (P6). */
export interface AccessInterval {
  readonly from: number;
  readonly to: number | null;
}

/**
 * Intervals of one person in one room. Whoever is let in and put out over and over would else have a list that no frame holds,
 * and that each time takes longer to read.
 */
export const maxAccessIntervals = 64;

/** Where a member's view of a room begins who joined by the event at `joinStreamSeq`. */
export function accessFrom(room: Pick<Room, 'history'>, joinStreamSeq: number): number {
  return room.history === 'everything' ? 1 : joinStreamSeq;
}

/**
 * Opens access at `from`; what it overlaps becomes one interval with it, so nothing is listed twice. Of more intervals than
 * there may be the oldest are closed for good.
 */
export function openAccess(intervals: readonly AccessInterval[], from: number): AccessInterval[] {
  const isBefore = ({ to }: AccessInterval) => to !== null && to < from;
  const overlapping = intervals.filter((interval) => !isBefore(interval));
  const start = Math.min(from, ...overlapping.map((interval) => interval.from));
  return [...intervals.filter(isBefore), { from: start, to: null }].slice(-maxAccessIntervals);
}

/** Somebody who was out is back, in a room that is at `head`: what was said meanwhile stays closed, and where nothing was no gap is left. */
export function goOnAccess(intervals: readonly AccessInterval[], head: number): AccessInterval[] {
  const last = intervals.at(-1);
  if (last?.to === head) return [...intervals.slice(0, -1), { from: last.from, to: null }];
  return openAccess(
    intervals.filter(({ from, to }) => to === null || from <= to),
    head + 1,
  );
}

export function canSee(intervals: readonly AccessInterval[], streamSeq: number): boolean {
  return intervals.some(({ from, to }) => streamSeq >= from && (to === null || streamSeq <= to));
}

/** Ends the open interval with the event at `streamSeq`, which is the last one seen. */
export function closeAccess(intervals: readonly AccessInterval[], streamSeq: number): AccessInterval[] {
  return intervals.map((interval) => (interval.to === null ? { from: interval.from, to: streamSeq } : interval));
}
