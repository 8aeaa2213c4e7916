import { largestTimeUnit } from '#shared/largest-time-unit.ts';

const signs = { millisecond: 'ms', second: 's', minute: 'min', hour: 'h', day: 'd' } as const;

/** How long something took, in its largest unit: `7 ms`, `24 s`. */
export function timeSpan(ms: number): string {
  const { unit, count } = largestTimeUnit(ms);
  return `${count} ${signs[unit]}`;
}
