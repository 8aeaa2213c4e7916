import type { DeliveryState } from '#shared/domain/delivery.ts';
import { isSaidWithin, shownTime } from '#shared/domain/message-time.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { GapItem, MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';

/** A row as the timeline shows it, oldest first. Keys stay the same for as long as the row is the same thing. */
export type TimelineRow =
  | { readonly type: 'start'; readonly key: string }
  /** What is older could not be read. */
  | { readonly type: 'unread'; readonly key: string; readonly problem: { readonly type: string } }
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'new'; readonly key: string }
  | { readonly type: 'gap'; readonly key: string; readonly gap: GapItem }
  | { readonly type: 'notices'; readonly key: string; readonly notices: readonly NoticeItem[] }
  | {
      readonly type: 'message';
      readonly key: string;
      readonly message: MessageItem;
      /** Begins a group: shows who and when. */
      readonly isFirst: boolean;
      /** What is shown of its way; null when a newer message shows the same. */
      readonly delivery: DeliveryState | null;
    };

export interface RowsContext {
  readonly me: PersonId | null;
  /** Large rooms show only what waits or failed. */
  readonly showsDelivery: boolean;
  readonly isAtBeginning: boolean;
  /** Why what is older could not be read. */
  readonly olderProblem: { readonly type: string } | null;
  readonly firstUnseen: string | null;
}

const groupMs = 5 * 60_000;

/** Items into rows: days, groups, the New line, runs of notices, and the delivery marks that are shown. */
export function timelineRows(items: readonly TimelineItem[], context: RowsContext): readonly TimelineRow[] {
  const rows = firstRows(context);
  const marks = shownDeliveries(items, context);
  let day: string | null = null;
  for (const item of items) {
    const at = timeOf(item);
    const itemDay: string | null = at === null ? day : new Date(at).toDateString();
    if (at !== null && itemDay !== day) {
      rows.push({ type: 'day', key: `day:${item.key}`, at });
      day = itemDay;
    }
    if (item.key === context.firstUnseen) rows.push({ type: 'new', key: 'new' });
    addItem(rows, item, marks);
  }
  return rows;
}

function firstRows({ isAtBeginning, olderProblem }: RowsContext): TimelineRow[] {
  if (isAtBeginning) return [{ type: 'start', key: 'start' }];
  return olderProblem === null ? [] : [{ type: 'unread', key: 'unread', problem: olderProblem }];
}

function addItem(rows: TimelineRow[], item: TimelineItem, marks: ReadonlyMap<string, DeliveryState>): void {
  const last = rows.at(-1);
  switch (item.type) {
    case 'gap':
      rows.push({ type: 'gap', key: item.key, gap: item });
      return;
    case 'notice':
      if (last?.type === 'notices') rows[rows.length - 1] = { ...last, notices: [...last.notices, item] };
      else rows.push({ type: 'notices', key: item.key, notices: [item] });
      return;
    case 'message':
      rows.push({
        type: 'message',
        key: item.key,
        message: item,
        isFirst: !(last?.type === 'message' && isSameGroup(last.message, item)),
        delivery: marks.get(item.key) ?? null,
      });
  }
}

/**
 * Same author, vouched for by the same or by nobody, within five minutes of the message before, by the server's clock. That may go
 * back; a day between them is a row of its own.
 */
function isSameGroup(before: MessageItem, message: MessageItem): boolean {
  const isSameAuthor = before.author === message.author && shownVoucher(before) === shownVoucher(message);
  return isSameAuthor && isSaidWithin(before, message, groupMs);
}

/** Who vouched for the device that said it (T8); what nobody signed is marked as that. */
export function shownVoucher({
  isForged,
  vouchedBy,
}: Pick<MessageItem | NoticeItem, 'isForged' | 'vouchedBy'>): PersonId | null {
  return isForged ? null : vouchedBy;
}

/** What waits or failed says so each; of the states behind that only the newest message shows it. */
function shownDeliveries(
  items: readonly TimelineItem[],
  { showsDelivery }: RowsContext,
): ReadonlyMap<string, DeliveryState> {
  const marks = new Map<string, DeliveryState>();
  const seen = new Set<DeliveryState>();
  for (const item of items.toReversed()) {
    const delivery = item.type === 'message' ? shownDelivery(item) : null;
    if (delivery === null) continue;
    const isOpen = delivery === 'queued' || delivery === 'failed';
    if (!isOpen && (!showsDelivery || seen.has(delivery))) continue;
    seen.add(delivery);
    marks.set(item.key, delivery);
  }
  return marks;
}

/** As far as with the first of those it was for; how many of several are that far is said beside it. */
function shownDelivery({ delivery, reach }: MessageItem): DeliveryState | null {
  if (reach === null) return delivery;
  if (reach.read > 0) return 'read';
  return reach.delivered > 0 ? 'delivered' : delivery;
}

function timeOf(item: TimelineItem): number | null {
  if (item.type === 'message') return shownTime(item);
  return item.type === 'notice' ? item.at : null;
}
