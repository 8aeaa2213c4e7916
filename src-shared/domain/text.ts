import * as v from 'valibot';

/** A message is at most this many code points ... */
export const maxTextCodePoints = 20_000;
/** ... and at most this many bytes of UTF-8. */
export const maxTextBytes = 64 * 1024;
export const maxTopicCodePoints = 250;

const illFormed = /\p{Surrogate}/u;

/** Text that every side can store and show again unchanged: well-formed UTF-16 without U+0000. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && !illFormed.test(text);
}

/** Length in code points, which is what people see counted. */
export function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}

/** Length in bytes of UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else bytes += 2;
  }
  return bytes;
}

/** The beginning of a text as far as it can be stored: in at most `maxUnits` units of UTF-16, and no half of a pair left. */
export function shorten(text: string, maxUnits: number): string {
  return text
    .slice(0, maxUnits)
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const maxExcerptUnits = 160;

/** The beginning of a text on one line, with no character cut in two; an ellipsis says that it goes on. */
export function excerpt(text: string): string {
  // What is far beyond the end need not be looked at.
  const line = text
    .slice(0, maxExcerptUnits * 16)
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= maxExcerptUnits) return line;
  let end = 0;
  for (const { index, segment } of segmenter.segment(line)) {
    if (index + segment.length > maxExcerptUnits) break;
    end = index + segment.length;
  }
  return `${shorten(line, end === 0 ? maxExcerptUnits : end).trimEnd()}…`;
}

/**
 * Text that others wrote, on one line and without what steers whatever shows it: no control, bidi or zero-width characters (T8), and
 * so nothing that a terminal takes for a command.
 */
export function harmlessLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** Text of at most `maxCodePoints` code points that can be stored. */
export function storableText(maxCodePoints: number) {
  return v.pipe(
    v.string(),
    v.check(isStorableText, 'text is ill-formed or holds U+0000'),
    v.check((text) => codePoints(text) <= maxCodePoints, `text is longer than ${maxCodePoints} code points`),
  );
}

/** What a person can send as a message: not blank, within the limits. */
export const messageTextSchema = v.pipe(
  storableText(maxTextCodePoints),
  v.check((text) => utf8Bytes(text) <= maxTextBytes, `text is longer than ${maxTextBytes} bytes`),
  v.check((text) => text.trim() !== '', 'text is blank'),
);

/** What is being written may be longer than what can be sent, while it is cut down. */
export const draftTextSchema = v.pipe(
  storableText(2 * maxTextCodePoints),
  v.check((text) => utf8Bytes(text) <= 2 * maxTextBytes, `text is longer than ${2 * maxTextBytes} bytes`),
);

/** Whether it can be kept as a draft. */
export function isDraftText(text: string): boolean {
  return v.is(draftTextSchema, text);
}

/** Whether a person can send this as a message. */
export function isMessageText(text: string): boolean {
  return v.is(messageTextSchema, text);
}
