import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { ClientContext } from './client-context.ts';

/** How far the slowest of the others in a direct room is: in the log, and in items read. */
export interface DeliveryLevels {
  readonly deliveredSeq: number;
  readonly readUpTo: number;
}

/** Null where messages are *sent* and no more is told: in channels, and where nobody else is. */
export function deliveryLevels({ tables, owner }: ClientContext, roomId: RoomId): DeliveryLevels | null {
  if (tables.rooms.find(roomId)?.room.kind !== 'direct') return null;
  const others = tables.members.of(roomId).filter((personId) => personId !== owner.personId);
  if (others.length === 0) return null;
  return {
    deliveredSeq: Math.min(...others.map((personId) => tables.receipts.delivered(personId))),
    readUpTo: Math.min(...others.map((personId) => tables.receipts.readUpTo(roomId, personId))),
  };
}

/** How far an own message has come that is in the log (D4). */
export function deliveryOf(
  levels: DeliveryLevels | null,
  { seq, itemNumber }: { readonly seq: number; readonly itemNumber: number },
): DeliveryState {
  if (levels === null) return 'sent';
  if (levels.readUpTo >= itemNumber) return 'read';
  return levels.deliveredSeq >= seq ? 'delivered' : 'sent';
}
