/** Whole numbers from `from` to `to`, both included. Lists of ranges are in order and do not touch each other. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What lies in either list. */
export function unite(one: readonly Range[], other: readonly Range[]): Range[] {
  const united: Range[] = [];
  const all = [...one, ...other].filter(isFilled).toSorted((a, b) => a.from - b.from);
  for (const range of all) {
    const last = united.at(-1);
    if (last === undefined || range.from > last.to + 1) united.push(range);
    else united.splice(-1, 1, { from: last.from, to: Math.max(last.to, range.to) });
  }
  return united;
}

/** What lies in the first list and not in the second. */
export function subtract(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  return taken.reduce<Range[]>(
    (left, { from, to }) =>
      from > to
        ? left
        : left.flatMap((range) =>
            [
              { from: range.from, to: Math.min(range.to, from - 1) },
              { from: Math.max(range.from, to + 1), to: range.to },
            ].filter(isFilled),
          ),
    ranges.filter(isFilled),
  );
}

/** What lies in both lists. */
export function intersect(one: readonly Range[], other: readonly Range[]): Range[] {
  return subtract(one, subtract(one, other));
}

/** Each number as a range of its own, neighbours joined. */
export function rangesOf(numbers: readonly number[]): Range[] {
  return unite(
    numbers.map((number) => ({ from: number, to: number })),
    [],
  );
}

function isFilled({ from, to }: Range): boolean {
  return from <= to;
}
