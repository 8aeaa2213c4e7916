import { parseCommand, type Command } from '#shared/domain/command.ts';
import type { MessageId } from '#shared/domain/ids.ts';
import { shownName } from '#shared/domain/name.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import { isWallClock } from '#shared/domain/wall-clock.ts';
import type { GapItem, MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryOf, reachOf, type DeliveryLevels } from './delivery-levels.ts';
import { placeOfGap } from './gap-place.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { Range } from './ranges.ts';
import type { ReadEvent } from './read-event.ts';
import { formatPlace, placeOfEvent } from './timeline-place.ts';

type Notice = Pick<NoticeItem, 'notice' | 'subject' | 'text'>;

/**
 * What people see of an event of a room; null for what is not for people, or of a kind that this version does not know. The
 * key of a row is the id of the object (P17): known before the server answers, and nobody else's, unlike the command's. How far
 * others are is looked up for own messages alone.
 */
export function itemOfEvent(
  { ids, owner, tables }: ClientContext,
  event: ReadEvent,
  levels: () => DeliveryLevels,
): TimelineItem | null {
  const { header, envelope, command, isSigned } = event;
  if (!isShown(event)) return null;
  const key = ids.objectId(header.person, envelope.commandId);
  const vouchedBy = tables.devices.find(header.device)?.vouched?.by ?? null;
  if (header.kind === 'message.posted') {
    const message = { ...messageOfEvent(event, key), vouchedBy };
    if (header.person !== owner.personId) return message;
    const { seq, itemNumber = 0 } = header;
    const known = levels();
    const reach = reachOf(known, { seq, itemNumber });
    return { ...message, reach, delivery: deliveryOf(known, reach) };
  }
  const notice = command === null ? null : noticeOf(command);
  const place = formatPlace(placeOfEvent(event));
  const isReturned = header.origin !== undefined;
  return (
    notice && {
      type: 'notice',
      key,
      place,
      ...notice,
      person: header.person,
      at: header.at,
      isForged: !isSigned,
      vouchedBy,
      isReturned,
    }
  );
}

/** Whether people see this event in its room. */
export function isShown({ header, command, isBare }: ReadEvent): boolean {
  if (isBare || roomOfStream(header.stream) === null) return false;
  return header.kind === 'message.posted' || (command !== null && noticeOf(command) !== null);
}

/** A message that waits or failed, as the same row that it will be once it is in the log. */
export function itemOfOutbox({ owner }: ClientContext, row: OutboxRow): MessageItem | null {
  const command = parseCommand(row.kind, JSON.parse(row.body));
  if (!command.ok || command.value.kind !== 'message.send') return null;
  const { content, writtenAt } = command.value.body;
  return {
    type: 'message',
    key: row.objectId,
    place: formatPlace({ type: 'outbox', place: row.place }),
    commandId: row.commandId,
    messageId: row.objectId as MessageId,
    author: owner.personId,
    content,
    at: null,
    writtenAt,
    itemNumber: null,
    delivery: row.failure === null ? 'queued' : 'failed',
    reach: null,
    failure: row.failure,
    isForged: false,
    vouchedBy: null,
    isReturned: false,
  };
}

export function itemOfGap(context: ClientContext, stream: Stream, { from, to }: Range): GapItem {
  const place = formatPlace(placeOfGap(context, stream, { from, to }));
  return { type: 'gap', key: gapKey({ from, to }), place, from, to };
}

export function gapKey({ from, to }: Range): string {
  return `gap:${from}-${to}`;
}

function messageOfEvent(event: ReadEvent, key: string): Omit<MessageItem, 'vouchedBy'> {
  const { header, envelope, command, isSigned } = event;
  const message = command?.kind === 'message.send' ? command.body : null;
  return {
    type: 'message',
    key,
    place: formatPlace(placeOfEvent(event)),
    commandId: envelope.commandId,
    messageId: key as MessageId,
    author: header.person,
    content: message?.content ?? { type: 'unknown' },
    at: header.at,
    writtenAt: message?.writtenAt ?? writtenAtOf(envelope.body) ?? header.at,
    itemNumber: header.itemNumber ?? null,
    delivery: null,
    reach: null,
    failure: null,
    isForged: !isSigned,
    isReturned: header.origin !== undefined,
  };
}

/** Of a body that this version cannot read otherwise. */
function writtenAtOf({ writtenAt }: Record<string, unknown>): number | null {
  return isWallClock(writtenAt) ? writtenAt : null;
}

function noticeOf(command: Command): Notice | null {
  const nothing = { subject: null, text: null };
  switch (command.kind) {
    case 'room.create':
      return { ...nothing, notice: 'room.created', text: shownName(command.body.name) };
    case 'direct.open':
      return { ...nothing, notice: 'direct.opened' };
    case 'room.join':
      return { ...nothing, notice: 'room.joined' };
    case 'room.leave':
      return { ...nothing, notice: 'room.left' };
    case 'room.invite':
      return { ...nothing, notice: 'room.invited', subject: command.body.personId };
    case 'room.removeMember':
      return { ...nothing, notice: 'room.memberRemoved', subject: command.body.personId };
    case 'room.rename':
      return { ...nothing, notice: 'room.renamed', text: shownName(command.body.name) };
    case 'room.setTopic':
      return { ...nothing, notice: 'room.topicSet', text: command.body.topic };
    default:
      return null;
  }
}
