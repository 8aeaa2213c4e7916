/** Turns wall clock milliseconds into words, in one time zone. */
export interface LocalTime {
  /** `10:42` */
  time(at: number): string;
  /** `10:42`, with the day before it when that is another one. */
  moment(at: number, now: number): string;
  /** `10:42:07.112`, with the day before it when that is another one. */
  exactly(at: number, now: number): string;
  /** `Today, 14 May`, `Wednesday, 13 May`, and with its year when that is not this one. */
  day(at: number, now: number): string;
  /** Equal for two moments of the same day. */
  dayKey(at: number): string;
}

// A Date reaches this far either way; the clocks of others may say anything.
const maxDateMs = 8.64e15;

/** `timeZone` is an IANA name; undefined takes the machine's own. */
export function createLocalTime(timeZone: string | undefined): LocalTime {
  const format = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const formatter = new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    return (at) => (Math.abs(at) <= maxDateMs ? formatter.format(at) : '--:--');
  };
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const exact = format({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const weekday = format({ weekday: 'long' });
  const date = format({ day: 'numeric', month: 'long' });
  const year = format({ year: 'numeric' });
  const dayKey = format({ year: 'numeric', month: 'numeric', day: 'numeric' });
  const day = (at: number, now: number): string => {
    const name = dayKey(at) === dayKey(now) ? 'Today' : weekday(at);
    return `${name}, ${date(at)}${year(at) === year(now) ? '' : ` ${year(at)}`}`;
  };
  const withDay = (clock: (at: number) => string) => (at: number, now: number) =>
    dayKey(at) === dayKey(now) ? clock(at) : `${day(at, now)}, ${clock(at)}`;
  return { time, dayKey, day, moment: withDay(time), exactly: withDay(exact) };
}
