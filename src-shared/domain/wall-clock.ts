import * as v from 'valibot';
import { wholeNumber } from './whole-number.ts';

/** The last millisecond of the year 9999: beyond it calendars and their formats end. */
export const maxWallClock = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A moment as somebody's clock told it, in milliseconds since 1970. It may be wrong; it can always be shown. */
export const wallClockSchema = v.pipe(wholeNumber(0), v.maxValue(maxWallClock));

/** What a clock tells now, as the schema takes it, however wrong it is. */
export function readWallClock(clock: { now(): number }): number {
  return Math.min(maxWallClock, Math.max(0, Math.trunc(clock.now())));
}

export function isWallClock(value: unknown): value is number {
  return v.is(wallClockSchema, value);
}
