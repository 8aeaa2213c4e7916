import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { MessageReach } from '#shared/ipc/chat-view.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { ClientContext } from './client-context.ts';
import type { MemberReceipt } from './receipt-table.ts';

export interface DeliveryLevels {
  /** Its people are those it was opened for, so that how far a message has come can be told by one word. */
  readonly isDirect: boolean;
  /** How far the others are, those who came first first: one more of them than may be followed at most. */
  readonly others: readonly MemberReceipt[];
}

/** An own message as receipts measure it. */
export interface MeasuredMessage {
  readonly seq: number;
  readonly itemNumber: number;
}

/** Where nobody asks. */
export const noLevels: DeliveryLevels = { isDirect: false, others: [] };

/** In a room of more people than that, oneself among them, nothing is told but *sent* (P19). */
const maxOthers = limits.maxReceiptMembers - 1;

export function deliveryLevels({ tables, owner }: ClientContext, roomId: RoomId): DeliveryLevels {
  return {
    isDirect: tables.rooms.find(roomId)?.room.kind === 'direct',
    others: tables.receipts.ofRoom(roomId, { but: owner.personId, max: maxOthers + 1 }),
  };
}

/**
 * Those a message was for: they are in the room, and were when it was said, or have not been taken back since they were put out (P6); of
 * a channel none who is out. Null where they are too many.
 */
export function recipientsOf(
  { isDirect, others }: DeliveryLevels,
  { seq }: MeasuredMessage,
): readonly MemberReceipt[] | null {
  const recipients = others.filter(({ joinedSeq }) => joinedSeq < seq);
  if (recipients.length > maxOthers) return null;
  return isDirect ? recipients : recipients.filter(({ isOut }) => !isOut);
}

export function hasMessage(receipt: MemberReceipt, { seq, itemNumber }: MeasuredMessage): boolean {
  // Whoever reads it has it, though their device may not have said so yet.
  return receipt.deliveredSeq >= seq || receipt.readUpTo >= itemNumber;
}

/** How many of those a message was for have it, and have read it. */
export function reachOf(levels: DeliveryLevels, message: MeasuredMessage): MessageReach | null {
  const recipients = recipientsOf(levels, message);
  if (recipients === null || recipients.length === 0) return null;
  return {
    people: recipients.length,
    delivered: recipients.filter((receipt) => hasMessage(receipt, message)).length,
    read: recipients.filter(({ readUpTo }) => readUpTo >= message.itemNumber).length,
  };
}

/**
 * How far an own message has come that is in the log (D4): in a direct room as far as with the last of the others. In a channel
 * people come and go, and one word for all of them would go back with that: it is *sent*, and the reach counts them.
 */
export function deliveryOf({ isDirect }: DeliveryLevels, reach: MessageReach | null): DeliveryState {
  if (!isDirect || reach === null) return 'sent';
  if (reach.read === reach.people) return 'read';
  return reach.delivered === reach.people ? 'delivered' : 'sent';
}
