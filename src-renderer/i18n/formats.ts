import { largestTimeUnit, type TimeUnit } from '#shared/largest-time-unit.ts';
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
  /** To a tenth below ten milliseconds. */
  milliseconds(ms: number): string;
  /** With its sign, in its largest unit: how far a clock is off. */
  offset(ms: number): string;
  number(count: number): string;
  /** In KiB, MiB or GiB. */
  bytes(count: number): string;
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
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const unit = (name: TimeUnit, digits: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short', ...digits });
  const spans = ofEachUnit((name) => unit(name, { maximumFractionDigits: 0 }));
  const fine = unit('millisecond', { maximumFractionDigits: 1 });
  const signed = ofEachUnit((name) => unit(name, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }));
  const number = new Intl.NumberFormat(tag);
  // Intl has no words for these; all of the program counts in them, as systems count memory.
  const sizes = ['KiB', 'MiB', 'GiB'].map((name, power) => ({
    name,
    most: 1_024 ** (power + 2),
    bytes: 1_024 ** (power + 1),
    format: new Intl.NumberFormat(tag, { maximumFractionDigits: power === 0 ? 0 : 1 }),
  }));
  const seconds = unit('second', {});
  const minutes = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' });

  const day = (at: number, now: number): string => {
    const age = daysBetween(at, now);
    if (age === 0) return words.timeline.today(shortDay.format(at));
    if (age === 1) return words.timeline.yesterday(shortDay.format(at));
    const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (isThisYear ? weekday : year).format(at);
  };
  const withDay = (clock: Intl.DateTimeFormat) => (at: number, now: number) =>
    daysBetween(at, now) === 0 ? clock.format(at) : `${day(at, now)}${locale === 'en' ? ', ' : ' '}${clock.format(at)}`;
  return {
    time: (at) => time.format(at),
    day,
    moment: withDay(time),
    exactly: withDay(exact),
    duration: (ms) => {
      const span = largestTimeUnit(ms);
      return spans[span.unit].format(span.count);
    },
    milliseconds: (ms) => (ms < 10 ? fine : spans.millisecond).format(ms),
    offset: (ms) => {
      const span = largestTimeUnit(ms);
      return signed[span.unit].format(span.count).replace('-', '\u2212');
    },
    number: (count) => number.format(count),
    bytes: (count) => {
      const size = sizes.find(({ most }) => count < most) ?? sizes.at(-1);
      return size === undefined ? '' : `${size.format.format(count / size.bytes)} ${size.name}`;
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

function ofEachUnit<Value>(valueOf: (unit: TimeUnit) => Value): Readonly<Record<TimeUnit, Value>> {
  return {
    millisecond: valueOf('millisecond'),
    second: valueOf('second'),
    minute: valueOf('minute'),
    hour: valueOf('hour'),
    day: valueOf('day'),
  };
}
