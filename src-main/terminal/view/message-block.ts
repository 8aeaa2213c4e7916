import { isolate } from '../text/clean-text.ts';
import { cutToWidth, displayWidth, fitToWidth } from '../text/display-width.ts';
import { wrapText } from '../text/wrap-text.ts';
import { bold, dim, lineWidth, plain, type Line, type Span } from './line.ts';

/** A message ready for layout: everything in it is cleaned. */
export interface MessageBlock {
  readonly time: string;
  readonly author: string;
  readonly text: string;
  /** The room, when it is not the one people are in. */
  readonly where: string | null;
  /** Delivery or warning at the end, as a word with its mark. */
  readonly mark: Span | null;
  /** Same author, same day, shortly after the message above. */
  readonly isFollowing: boolean;
  readonly isWaiting: boolean;
}

const wideFrom = 60;
const nameColumns = 16;
/** `10:42` and a space. */
export const timeColumns = 6;
const narrowIndent = 2;

/** From here on text has a column of its own; below it, and where nothing has a width, text follows the name. */
export function isWide(width: number): boolean {
  return width >= wideFrom && width !== Infinity;
}

/** Where the second line of a message begins. No line of it ever begins at the edge, so text cannot pose as a message. */
export function textIndent(width: number): number {
  if (isWide(width)) return timeColumns + nameColumns + 1;
  return width < 30 ? narrowIndent : timeColumns;
}

/** Lays a message out in lines of at most `width` columns. */
export function renderMessage(block: MessageBlock, width: number): Line[] {
  const head = isWide(width) && block.where === null ? columnHead(block) : inlineHead(block, width);
  const indent = textIndent(width);
  const [first = '', ...rest] = wrapAfter(block.text, lineWidth(head), { indent, width });
  const tone = block.isWaiting ? dim : plain;
  const lines: Line[] = [
    [...head, tone(isolate(first))],
    ...rest.map((text): Line => [plain(' '.repeat(indent)), tone(isolate(text))]),
  ];
  return block.mark === null ? lines : withMark(lines, block.mark, width);
}

function columnHead({ time, author, isFollowing }: MessageBlock): Span[] {
  const name = fitToWidth(isFollowing ? '' : author, nameColumns);
  return [dim(fitToWidth(time, timeColumns)), bold(name), plain(' ')];
}

function inlineHead({ time, author, where }: MessageBlock, width: number): Span[] {
  const free = width - timeColumns - ': '.length - (where === null ? 0 : ' › '.length);
  const share = Math.max(1, Math.min(free - 1, Math.floor(where === null ? width / 3 : free / 2)));
  const place = where === null ? [] : [dim(`${cutToWidth(where, share)} › `)];
  return [dim(`${time} `), ...place, bold(cutToWidth(author, share)), plain(': ')];
}

/** The first line shares its row with the head; when there is hardly room left, it begins below. */
function wrapAfter(text: string, headWidth: number, room: { indent: number; width: number }): string[] {
  const restWidth = room.width - room.indent;
  const firstWidth = room.width - headWidth;
  if (firstWidth >= restWidth || room.width === Infinity) return wrapText(text, restWidth);
  if (firstWidth < 10) return ['', ...wrapText(text, restWidth)];
  // Without the first line's columns the rest is wrapped anew: its lines may be longer.
  const first = wrapText(text, firstWidth)[0] ?? '';
  const rest = text.slice(first.length).replace(/^ *\n?/u, '');
  return rest === '' ? [first] : [first, ...wrapText(rest, restWidth)];
}

/** Puts a mark at the end of the last line, or below it where there is no room. */
export function withMark(lines: readonly Line[], mark: Span, width: number): Line[] {
  const last = lines.at(-1) ?? [];
  const gap = width - lineWidth(last) - displayWidth(mark.text);
  const indent = textIndent(width);
  if (gap < 2) return [...lines, [plain(' '.repeat(indent)), { ...mark, text: cutToWidth(mark.text, width - indent) }]];
  return [...lines.slice(0, -1), [...last, plain(isWide(width) ? ' '.repeat(gap) : '  '), mark]];
}
