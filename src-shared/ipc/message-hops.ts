import type { MessageInfo, MessageRecipient } from './chat-view.ts';

/** One step of a message's way. */
export interface MessageHop {
  readonly name: 'written' | 'sent' | 'stored' | 'heard' | 'received';
  readonly at: number;
  /** How long it took from the step before on the same clock; null where no clock saw both. */
  readonly tookMs: number | null;
}

/** The steps that are known, in their order. An own message comes back to its author as what the server has. */
export function hopsOf(info: MessageInfo): readonly MessageHop[] {
  const { writtenAt, sentAt, storedAt, heardAt } = info;
  const isOwn = info.delivery !== null;
  return [
    hop('written', writtenAt, null),
    hop('sent', sentAt, writtenAt),
    hop('stored', storedAt, null),
    // Another device of one's own only receives what this person wrote elsewhere.
    isOwn && sentAt !== null ? hop('heard', heardAt, sentAt) : hop('received', heardAt, null),
  ].filter((each): each is MessageHop => each.at !== null);
}

/** How long after the server had it; null where that is not known. */
export function tookMs(at: number | null, since: number | null): number | null {
  // Clocks may have been set in between.
  return at === null || since === null || at < since ? null : at - since;
}

/** Who has read it first, by when; then who has it; then the others. */
export function inOrderOfReach(people: readonly MessageRecipient[]): readonly MessageRecipient[] {
  const late = Number.MAX_SAFE_INTEGER;
  const rank = ({ isRead, isDelivered }: MessageRecipient): number => (isRead ? 0 : isDelivered ? 1 : 2);
  return people.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      (one.readAt ?? late) - (other.readAt ?? late) ||
      (one.deliveredAt ?? late) - (other.deliveredAt ?? late),
  );
}

function hop(name: MessageHop['name'], at: number | null, since: number | null) {
  return { name, at, tookMs: tookMs(at, since) };
}
