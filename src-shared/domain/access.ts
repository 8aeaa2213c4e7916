import type { Room } from './room.ts';

/** What a person may see of a stream: `streamSeq` from `from` to `to`, both included; `to` null while it is open (P6). */
export interface AccessInterval {
  readonly from: number;
  readonly to: number | null;
}

/** Where a member's view of a room begins who joined by the event at `joinStreamSeq`. */
export function accessFrom(room: Pick<Room, 'history'>, joinStreamSeq: number): number {
  return room.history === 'everything' ? 1 : joinStreamSeq;
}

export function isVisible(intervals: readonly AccessInterval[], streamSeq: number): boolean {
  return intervals.some(({ from, to }) => streamSeq >= from && (to === null || streamSeq <= to));
}

/** Opens access at `from`; a later opening that reaches further back swallows what it covers, so nothing is listed twice. */
export function openAccess(intervals: readonly AccessInterval[], from: number): AccessInterval[] {
  const before = intervals.filter(({ to }) => to !== null && to < from);
  return [...before, { from, to: null }];
}

/** Ends the open interval with the event at `streamSeq`, which is the last one seen. */
export function closeAccess(intervals: readonly AccessInterval[], streamSeq: number): AccessInterval[] {
  return intervals.map((interval) => (interval.to === null ? { from: interval.from, to: streamSeq } : interval));
}
