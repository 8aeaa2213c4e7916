import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { MessageInfo, MessageRecipients } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { KnownMessage } from '../client-store.ts';
import type { ClientContext } from './client-context.ts';
import {
  deliveryLevels,
  hasMessage,
  recipientsOf,
  type DeliveryLevels,
  type MeasuredMessage,
} from './delivery-levels.ts';
import { frameOf } from './event-table.ts';
import type { OutboxRow } from './outbox-table.ts';
import { readStoredEvent, type ReadEvent } from './read-event.ts';
import { itemOfEvent, itemOfOutbox } from './timeline-item.ts';

/** What this device knows of the way of a message. */
export function messageInfo(
  context: ClientContext,
  { author, commandId }: { readonly author: PersonId; readonly commandId: CommandId },
): Result<KnownMessage, ChatError> {
  const held = context.tables.events.ofCommand(author, commandId);
  const event = held === null ? null : readStoredEvent(frameOf(held));
  if (event !== null) return infoOfEvent(context, event);
  const row = author === context.owner.personId ? context.tables.outbox.find(commandId) : null;
  return row === null ? err({ type: 'command_not_known' }) : infoOfRow(context, row);
}

function infoOfRow(context: ClientContext, row: OutboxRow): Result<KnownMessage, ChatError> {
  const item = itemOfOutbox(context, row);
  if (item === null || row.roomId === null) return err({ type: 'command_not_known' });
  const { author, writtenAt, delivery, failure, isForged, vouchedBy } = item;
  const info = { roomId: row.roomId, author, writtenAt, delivery, failure, isForged, vouchedBy, sentAt: row.sentAt };
  return ok({ info: { ...info, storedAt: null, heardAt: null, via: null, recipients: null }, streamSeq: null });
}

function infoOfEvent(context: ClientContext, event: ReadEvent): Result<KnownMessage, ChatError> {
  const { stream, streamSeq, seq, itemNumber = 0, at, person } = event.header;
  const roomId = roomOfStream(stream);
  if (roomId === null) return err({ type: 'command_not_known' });
  const levels = deliveryLevels(context, roomId);
  const item = itemOfEvent(context, event, () => levels);
  if (item?.type !== 'message') return err({ type: 'command_not_known' });
  const hop = context.tables.hops.find(event.header);
  const isOwn = person === context.owner.personId;
  const info: MessageInfo = {
    roomId,
    author: person,
    writtenAt: item.writtenAt,
    failure: null,
    isForged: item.isForged,
    vouchedBy: item.vouchedBy,
    sentAt: hop?.sentAt ?? null,
    storedAt: at,
    heardAt: hop?.receivedAt ?? null,
    via: hop?.via ?? null,
    delivery: item.delivery,
    recipients: isOwn ? recipientsNow(levels, { seq, itemNumber }) : null,
  };
  return ok({ info, streamSeq });
}

function recipientsNow(levels: DeliveryLevels, message: MeasuredMessage): MessageRecipients {
  const recipients = recipientsOf(levels, message);
  if (recipients === null) return { type: 'too_many' };
  if (recipients.length === 0) return { type: 'nobody' };
  const people = recipients.map((receipt) => ({
    personId: receipt.personId,
    isDelivered: hasMessage(receipt, message),
    deliveredAt: null,
    isRead: receipt.readUpTo >= message.itemNumber,
    readAt: null,
  }));
  return { type: 'people', people, hasTimes: false };
}
