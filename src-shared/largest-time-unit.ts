export type TimeUnit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day';

const lengths: readonly (readonly [unit: TimeUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** So many milliseconds in the largest unit that they fill, of which whole ones are counted. Whoever shows it has the words. */
export function largestTimeUnit(ms: number): { readonly unit: TimeUnit; readonly count: number } {
  const [unit, length] = lengths.find((each) => Math.abs(ms) >= each[1]) ?? (['millisecond', 1] as const);
  return { unit, count: Math.trunc(ms / length) };
}
