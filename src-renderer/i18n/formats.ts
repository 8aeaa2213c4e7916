import type { Words } from './en.ts';

/** Times, days and numbers as a language writes them. */
export interface Formats {
  time(at: number): string;
  /** `Today, 14 May`; the year only when it is another one. */
  day(at: number, now: number): string;
  /** A moment in a few words: the time when it is today, the day and time otherwise. */
  moment(at: number, now: number): string;
  /** To the thousandth of a second, with the day when it is another one. */
  exactly(at: number, now: number): string;
  /** How long something took, in its largest unit. */
  duration(ms: number): string;
  seconds(count: number): string;
  minutes(count: number): string;
  list(names: readonly string[]): string;
}

export function createFormats(locale: string, words: Words): Formats {
  // British English writes days and 24 hours as the design has them.
  const tag = locale === 'en' ? 'en-GB' : locale;
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(tag, options);
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const shortDay = format({ day: 'numeric', month: 'long', ...(locale === 'en' ? {} : { weekday: 'long' }) });
  const weekday = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const year = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const exact = format({
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' },
  });
  const unit = (name: string): Intl.NumberFormat =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });
  const spans = [
    { most: 1_000, ms: 1, format: unit('millisecond') },
    { most: 60_000, ms: 1_000, format: unit('second') },
    { most: 3_600_000, ms: 60_000, format: unit('minute') },
    { most: 86_400_000, ms: 3_600_000, format: unit('hour') },
    { most: Infinity, ms: 86_400_000, format: unit('day') },
  ];
  const seconds = new Intl.NumberFormat(tag, { style: 'unit', unit: 'second', unitDisplay: 'short' });
  const minutes = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' });

  const day = (at: number, now: number): string => {
    const age = daysBetween(at, now);
    if (age === 0) return words.timeline.today(shortDay.format(at));
    if (age === 1) return words.timeline.yesterday(shortDay.format(at));
    const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (isThisYear ? weekday : year).format(at);
  };
  return {
    time: (at) => time.format(at),
    day,
    moment: (at, now) =>
      daysBetween(at, now) === 0 ? time.format(at) : `${day(at, now)}${locale === 'en' ? ', ' : ' '}${time.format(at)}`,
    exactly: (at, now) =>
      daysBetween(at, now) === 0
        ? exact.format(at)
        : `${day(at, now)}${locale === 'en' ? ', ' : ' '}${exact.format(at)}`,
    duration: (ms) => {
      const span = spans.find(({ most }) => ms < most);
      return span === undefined ? '' : span.format.format(Math.floor(ms / span.ms));
    },
    seconds: (count) => seconds.format(count),
    minutes: (count) => minutes.format(count),
    list: (names) => names.join(words.listSeparator),
  };
}

/** Days of the calendar here, not of 24 hours. */
function daysBetween(at: number, now: number): number {
  const startOf = (moment: number): number => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((startOf(now) - startOf(at)) / 86_400_000);
}
