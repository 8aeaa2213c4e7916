import type { RoomId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { Receipt } from '#shared/protocol/request.ts';
import type { ReceiptNews } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryLevels, deliveryOf, type DeliveryLevels } from './delivery-levels.ts';
import { readStoredEvent } from './read-event.ts';

/** At most this many own messages of a room show a receipt the moment it comes; older ones when they are read again. */
const maxShownReceipts = 200;

/** How far others are, as listed after a resume. */
export function applyReceipts(context: ClientContext, changes: Changes, receipts: readonly Receipt[]): void {
  applyReceiptNews(context, changes, {
    delivered: receipts.map(({ personId, deliveredSeq }) => [personId, deliveredSeq] as const),
    read: receipts.map(({ roomId, personId, readUpTo }) => [roomId, personId, readUpTo] as const),
  });
}

/** News of how far others are: figures only rise (D4), and own messages that got further are shown again. */
export function applyReceiptNews(context: ClientContext, changes: Changes, { delivered, read }: ReceiptNews): void {
  const { receipts, members } = context.tables;
  const rooms = new Set([
    ...delivered.flatMap(([personId]) => members.roomsOf(personId)),
    ...read.map(([roomId]) => roomId),
  ]);
  const before = [...rooms].map((roomId) => ({ roomId, levels: deliveryLevels(context, roomId) }));
  for (const [personId, seq] of delivered) receipts.raiseDelivered(personId, seq);
  for (const [roomId, personId, itemNumber] of read) receipts.raiseReadUpTo(roomId, personId, itemNumber);
  // In channels nothing is told, and there are more of them.
  for (const room of before) if (room.levels !== null) showReceipts(context, changes, room);
}

function showReceipts(
  context: ClientContext,
  changes: Changes,
  { roomId, levels }: { readonly roomId: RoomId; readonly levels: DeliveryLevels | null },
): void {
  const stream = roomStream(roomId);
  const present = deliveryLevels(context, roomId);
  const moved = context.tables.shown
    .ownMessages(stream, maxShownReceipts)
    .filter((message) => deliveryOf(levels, message) !== deliveryOf(present, message));
  for (const { streamSeq } of moved) {
    const [frame] = context.tables.events.between(stream, streamSeq, streamSeq);
    const event = frame === undefined ? null : readStoredEvent(frame);
    if (event !== null) changes.event(event, true);
  }
}
