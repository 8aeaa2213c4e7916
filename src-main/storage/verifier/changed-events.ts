import type { SliceRange } from './slice-reader.ts';

/** Which events were found changed, as of the last look at each. */
export interface ChangedEvents {
  /** A range was looked at again: what it holds now counts. Returns those that are new. */
  look(range: SliceRange, changed: readonly number[]): readonly number[];
  count(): number;
  first(): number | null;
}

/** More are not remembered one by one: somebody has changed everything. */
const maxRemembered = 10_000;

export function createChangedEvents(): ChangedEvents {
  const known = new Set<number>();
  return {
    look: ({ afterSeq, upToSeq }, changed) => {
      const fresh = changed.filter((seq) => !known.has(seq));
      const found = new Set(changed);
      for (const seq of known) if (seq > afterSeq && seq <= upToSeq && !found.has(seq)) known.delete(seq);
      for (const seq of fresh) if (known.size < maxRemembered) known.add(seq);
      return fresh;
    },
    count: () => known.size,
    first: () => (known.size === 0 ? null : [...known].reduce((least, seq) => Math.min(least, seq))),
  };
}
