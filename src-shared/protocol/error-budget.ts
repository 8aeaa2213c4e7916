/** When the other end last made mistakes: monotonic milliseconds, oldest first, none older than a minute at the last one. */
export type ErrorTimes = readonly number[];

const minuteMs = 60_000;

/** The list with one more error in it, and without those that are forgotten by now. */
export function countError(times: ErrorTimes, now: number): ErrorTimes {
  return [...times.filter((time) => now - time < minuteMs), now];
}

/** Whether the last of these is the one that ends the connection; server and client hold each other to the same. */
export function isErrorFinal(times: ErrorTimes, maxPerMinute: number): boolean {
  return times.length >= maxPerMinute;
}
