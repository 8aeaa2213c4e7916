import type { PersonId } from '#shared/domain/ids.ts';
import { claimedTime, isSaidWithin, shownTime } from '#shared/domain/message-time.ts';
import type { MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import { noticeSentences, deliveryWords, heldWord } from '../english.ts';
import { cleanLine, cleanName, cleanText, isolate } from '../text/clean-text.ts';
import { cutToWidth } from '../text/display-width.ts';
import type { LocalTime } from '../text/local-time.ts';
import { wrapText } from '../text/wrap-text.ts';
import { bold, dim, lamp, plain, type Line, type Span } from './line.ts';
import { isWide, renderMessage, textIndent, timeColumns, withMark } from './message-block.ts';

/** What stands above the next line, as far as it matters: whether its day must be said, and its author. */
export interface Above {
  readonly day: string | null;
  readonly where: string | null;
  readonly said: Pick<MessageItem, 'author' | 'at' | 'writtenAt'> | null;
}

/** What rendering needs to know of the world. */
export interface TimelineFrame {
  readonly width: number;
  readonly now: number;
  readonly time: LocalTime;
  nameOf(personId: PersonId): string;
  /** Whom people do not want to hear: what they say is not shown. */
  isBlocked(personId: PersonId): boolean;
  /** The room's name when it is not the one people are in, as it came. */
  readonly where: string | null;
  /** The other one in a direct chat of two, who is the one that reads. */
  readonly reader: PersonId | null;
  /** The server lost something, and keeps the room closed until it is sure who is in it. */
  readonly isClosed: boolean;
}

export interface Rendered {
  readonly lines: readonly Line[];
  readonly above: Above;
}

export const nothingAbove: Above = { day: null, where: null, said: null };
const maxRule = 60;
const groupMs = 5 * 60_000;
/** Stands in the name column, at the end of it: no name and no text begins there, so that nobody can write a notice. */
const noticeMark = '— ';
/** No part of what stands around: whoever reads has to see it. */
const forgedMark = bold('! not signed by its author');

const hiddenText = '(hidden: you have blocked them, /unblock NAME shows it)';
/** Without any word of theirs. */
const hiddenNotices: Partial<Record<NoticeItem['notice'], string>> = {
  'room.topicSet': 'somebody you have blocked changed the topic (hidden, /unblock NAME shows it)',
  'room.renamed': 'somebody you have blocked changed the name of the room (hidden, /unblock NAME shows it)',
};
const hiddenNotice = 'somebody you have blocked did something here (hidden, /unblock NAME shows it)';

/** Lays out one row of a timeline below what stands `above`, with a day line before it when a new day begins. */
function renderItem(item: TimelineItem, above: Above, frame: TimelineFrame): Rendered {
  if (item.type === 'gap') return { lines: [gapLine(frame.width)], above: { ...above, said: null } };
  const at = item.type === 'message' ? shownTime(item) : item.at;
  const day = frame.time.dayKey(at);
  const isNewDay = day !== above.day;
  const lines = item.type === 'message' ? messageLines(item, above, frame) : noticeLines(item, frame);
  const said = item.type === 'message' ? item : null;
  return {
    lines: isNewDay ? [dayLine(at, frame), ...lines] : lines,
    above: { day, where: frame.where, said },
  };
}

/** Lays out rows, oldest first, each below the one before. */
export function renderItems(items: readonly TimelineItem[], above: Above, frame: TimelineFrame): Rendered {
  return items.reduce<Rendered>(
    (done, item) => {
      const next = renderItem(item, done.above, frame);
      return { lines: [...done.lines, ...next.lines], above: next.above };
    },
    { lines: [], above },
  );
}

/** The delivery of one's own message in words, with who read it where that is certain. */
export function deliveryMark(
  item: MessageItem,
  frame: Pick<TimelineFrame, 'reader' | 'nameOf' | 'isClosed'>,
): string | null {
  if (item.delivery === null) return null;
  if (item.delivery === 'queued' && frame.isClosed) return heldWord;
  const word = deliveryWords[item.delivery];
  return item.delivery === 'read' && frame.reader !== null
    ? `${word} by ${cleanName(frame.nameOf(frame.reader))}`
    : word;
}

/** What a message says, fit to be shown. */
export function messageText({ content }: MessageItem): string {
  switch (content.type) {
    case 'text':
      return cleanText(content.text);
    case 'unknown':
      return '(something this version cannot show)';
  }
}

function messageLines(item: MessageItem, above: Above, frame: TimelineFrame): Line[] {
  const isFollowing =
    above.said?.author === item.author &&
    above.where === frame.where &&
    above.day === frame.time.dayKey(shownTime(item)) &&
    isSaidWithin(above.said, item, groupMs);
  const delivery = wayMark(item, frame);
  const block = {
    time: frame.time.time(shownTime(item)),
    author: cleanName(frame.nameOf(item.author)),
    text: frame.isBlocked(item.author) ? hiddenText : messageText(item),
    where: frame.where === null ? null : cleanName(frame.where),
    mark: item.isForged ? forgedMark : saidMark(voucherOf(item, frame), delivery),
    isFollowing,
    isWaiting: item.delivery === 'queued',
  };
  return renderMessage(block, frame.width);
}

/** How far it got, behind when its author says to have written it, where it waited. */
function wayMark(item: MessageItem, frame: TimelineFrame): string | null {
  const claimed = claimedTime(item);
  const delivery = deliveryMark(item, frame);
  if (claimed === null) return delivery;
  const written = `written ${frame.time.moment(claimed, frame.now)}`;
  return delivery === null ? written : `${written}  ${delivery}`;
}

function voucherOf({ vouchedBy }: MessageItem | NoticeItem, { nameOf }: TimelineFrame): string | null {
  return vouchedBy === null ? null : cleanName(nameOf(vouchedBy));
}

/** How far it got, behind who vouched for the device that said it (T8): no part of what stands around, as with what is forged. */
function saidMark(voucher: string | null, delivery: string | null): Span | null {
  if (voucher === null) return delivery === null ? null : dim(delivery);
  const vouched = `~ vouched for by ${voucher}`;
  return bold(delivery === null ? vouched : `${vouched}  ${delivery}`);
}

function noticeLines(item: NoticeItem, frame: TimelineFrame): Line[] {
  const told = noticeSentences[item.notice]({
    person: cleanName(frame.nameOf(item.person)),
    subject: item.subject === null ? '' : cleanName(frame.nameOf(item.subject)),
    text: item.text === null ? '' : isolate(cleanLine(item.text)),
  });
  const sentence = frame.isBlocked(item.person) ? (hiddenNotices[item.notice] ?? hiddenNotice) : told;
  const where = frame.where === null ? '' : `${cleanName(frame.where)} › `;
  const indent = isWide(frame.width) ? textIndent(frame.width) : timeColumns + noticeMark.length;
  const [first = '', ...rest] = wrapText(where + sentence, frame.width - indent);
  const head = frame.time.time(item.at).padEnd(indent - noticeMark.length) + noticeMark;
  const lines = [[dim(head), dim(first)], ...rest.map((text): Line => [plain(' '.repeat(indent)), dim(text)])];
  const mark = item.isForged ? forgedMark : saidMark(voucherOf(item, frame), null);
  return mark === null ? lines : withMark(lines, mark, frame.width);
}

function dayLine(at: number, frame: TimelineFrame): Line {
  const indent = isWide(frame.width) ? textIndent(frame.width) : 0;
  return [plain(' '.repeat(indent)), dim(cutToWidth(frame.time.day(at, frame.now), frame.width - indent))];
}

/** Stands before the first message that is new to somebody who comes in. */
export function newLine(width: number): Line {
  return [lamp(`new ${'─'.repeat(Math.max(3, Math.min(width, maxRule) - 'new '.length))}`)];
}

function gapLine(width: number): Line {
  const indent = textIndent(width);
  return [plain(' '.repeat(indent)), dim(cutToWidth('… more was said here; /history fetches it', width - indent))];
}
