import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersect, rangesOf, subtract, unite, type Range } from '#main/storage/client/ranges.ts';

const number = fc.integer({ min: 0, max: 30 });
const ranges = fc.array(fc.record({ from: number, to: number }), { maxLength: 6 }).map((list) => unite(list, []));

const numbersOf = (list: readonly Range[]): Set<number> =>
  new Set(
    list.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)),
  );

/** In order, filled and apart from each other: there is one way to write a set of numbers as ranges. */
const isTidy = (list: readonly Range[]): boolean =>
  list.every(({ from, to }, index) => from <= to && from > (list[index - 1]?.to ?? -Infinity) + 1);

describe('ranges', () => {
  it('are united, subtracted and intersected as the sets of numbers they stand for', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const [a, b] = [numbersOf(one), numbersOf(other)];
        expect(numbersOf(unite(one, other))).toEqual(new Set([...a, ...b]));
        expect(numbersOf(subtract(one, other))).toEqual(new Set([...a].filter((each) => !b.has(each))));
        expect(numbersOf(intersect(one, other))).toEqual(new Set([...a].filter((each) => b.has(each))));
        expect([unite(one, other), subtract(one, other), intersect(one, other)].every(isTidy)).toBe(true);
      }),
    );
  });

  it('of numbers join neighbours', () => {
    expect(rangesOf([1, 2, 3, 7, 5])).toEqual([
      { from: 1, to: 3 },
      { from: 5, to: 5 },
      { from: 7, to: 7 },
    ]);
    expect(rangesOf([])).toEqual([]);
  });

  it('that are empty are none', () => {
    expect(unite([{ from: 3, to: 2 }], [])).toEqual([]);
    expect(subtract([{ from: 3, to: 2 }], [])).toEqual([]);
    expect(subtract([{ from: 1, to: 5 }], [{ from: 4, to: 3 }])).toEqual([{ from: 1, to: 5 }]);
  });
});
