import type { PersonId } from '#shared/domain/ids.ts';
import type { FirstUnread, TimelineItem } from '#shared/ipc/chat-view.ts';

/**
 * The line before the first message that had not been seen: one a visit, and it stays until one leaves the room. It knows the
 * number of that message and not its row, so it finds its place also when the row comes later, with an older page or a gap.
 */
export class NewLine {
  readonly #me: PersonId | null;
  #isReached = false;
  /** What it stands before; null while everything has been seen. */
  start = $state.raw<FirstUnread | null>(null);
  /** Whether it has been on the screen: nobody has to be led to it any more. */
  isSeen = $state(false);

  constructor(me: PersonId | null, firstUnread: FirstUnread | null) {
    this.#me = me;
    this.start = firstUnread;
  }

  /** Something is unread that nobody looked at; counts once a visit. */
  place(firstUnread: FirstUnread | null): void {
    this.start ??= firstUnread;
  }

  /** The row it stands before; null while that is not among them. One's own messages are not news. */
  keyIn(items: readonly TimelineItem[], isAtBeginning: boolean): string | null {
    const { start } = this;
    if (start === null) return null;
    const isNew = (item: TimelineItem): boolean =>
      item.type === 'message' && (item.itemNumber ?? 0) >= start.itemNumber;
    // Once it stood among the rows it stays, also when the message before it was taken away since.
    this.#isReached ||=
      isAtBeginning || items.some((item) => item.type === 'message' && isUpTo(item.itemNumber, start));
    if (!this.#isReached) return null;
    return items.find((item) => isNew(item) && item.type === 'message' && item.author !== this.#me)?.key ?? null;
  }

  /** How many messages there are from it on. */
  countIn(items: readonly TimelineItem[]): number {
    return this.start === null ? 0 : Math.max(0, newestNumber(items) - this.start.itemNumber + 1);
  }
}

function isUpTo(itemNumber: number | null, { itemNumber: first }: FirstUnread): boolean {
  return itemNumber !== null && itemNumber <= first;
}

/** The highest number among the messages; 0 when none has one. */
export function newestNumber(items: readonly TimelineItem[]): number {
  return items.reduce((newest, item) => (item.type === 'message' ? Math.max(newest, item.itemNumber ?? 0) : newest), 0);
}
