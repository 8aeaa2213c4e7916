import type { Frame } from '../transport/frame.ts';

/** A frame of the log that waits for its turn. */
export interface HeldFrame {
  readonly seq: number;
  readonly frame: Frame;
}

/** Both lists in the order given, merged by `seq`; of equal ones `first` goes first. Each list is sorted already. */
export function mergeHeld(first: readonly HeldFrame[], second: readonly HeldFrame[]): HeldFrame[] {
  const merged: HeldFrame[] = [];
  let taken = 0;
  for (const held of second) {
    for (let next = first[taken]; next !== undefined && next.seq <= held.seq; next = first[taken]) {
      merged.push(next);
      taken += 1;
    }
    merged.push(held);
  }
  return [...merged, ...first.slice(taken)];
}
