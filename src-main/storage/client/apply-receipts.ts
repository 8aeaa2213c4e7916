import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { Receipt } from '#shared/protocol/request.ts';
import type { ReceiptNews } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryLevels, reachOf, type DeliveryLevels } from './delivery-levels.ts';
import { readStoredEvent } from './read-event.ts';

/** At most this many own messages of a room show a receipt the moment it comes; older ones when they are read again. */
const maxShownReceipts = 200;

/** How far others are, as listed after a resume. */
export function applyReceipts(context: ClientContext, changes: Changes, receipts: readonly Receipt[]): void {
  applyNews(context, changes, {
    joined: receipts.flatMap(({ roomId, personId, joinedSeq }) =>
      joinedSeq === undefined ? [] : [[roomId, personId, joinedSeq] as const],
    ),
    delivered: receipts.map(({ personId, deliveredSeq }) => [personId, deliveredSeq] as const),
    read: receipts.map(({ roomId, personId, readUpTo }) => [roomId, personId, readUpTo] as const),
  });
}

/** News of how far others are: figures only rise (D4), and own messages that got further are shown again. */
export function applyReceiptNews(context: ClientContext, changes: Changes, news: ReceiptNews): void {
  applyNews(context, changes, { ...news, joined: [] });
}

interface News extends ReceiptNews {
  /** By which event people came in. */
  readonly joined: readonly (readonly [RoomId, PersonId, number])[];
}

function applyNews(context: ClientContext, changes: Changes, { delivered, read, joined }: News): void {
  const { receipts, members } = context.tables;
  const rooms = new Set([
    ...joined.map(([roomId]) => roomId),
    ...delivered.flatMap(([personId]) => members.roomsOf(personId)),
    ...read.map(([roomId]) => roomId),
  ]);
  const before = [...rooms].map((roomId) => ({ roomId, levels: deliveryLevels(context, roomId) }));
  for (const [roomId, personId, seq] of joined) receipts.raiseJoined(roomId, personId, seq);
  for (const [personId, seq] of delivered) receipts.raiseDelivered(personId, seq);
  for (const [roomId, personId, itemNumber] of read) receipts.raiseReadUpTo(roomId, personId, itemNumber);
  for (const room of before) showReceipts(context, changes, room);
}

/** Own messages in rooms where somebody came or went, which are for others now. At the end of a verb. */
export function showMovedReach(context: ClientContext, changes: Changes): void {
  for (const [roomId, levels] of changes.takeLevels()) showReceipts(context, changes, { roomId, levels });
}

function showReceipts(
  context: ClientContext,
  changes: Changes,
  { roomId, levels }: { readonly roomId: RoomId; readonly levels: DeliveryLevels },
): void {
  const stream = roomStream(roomId);
  const present = deliveryLevels(context, roomId);
  if (isSame(levels, present)) return;
  const moved = context.tables.shown
    .ownMessages(stream, maxShownReceipts)
    .filter((message) => !isSame(reachOf(levels, message), reachOf(present, message)));
  for (const { streamSeq } of moved) {
    const [frame] = context.tables.events.between(stream, streamSeq, streamSeq);
    const event = frame === undefined ? null : readStoredEvent(frame);
    if (event !== null) changes.event(event, true);
  }
}

/** Of objects whose fields are plain values. */
function isSame(one: object | null, other: object | null | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
