import type { CommandId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { MessageItem, NearbyServer, NoticeItem, PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import type { Names } from '../names.ts';

/** One line a script reads: `event` says what it is, everything else is flat. */
export type JsonEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Where something was said. */
export interface At {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

// JSON escapes C0 by itself; what else could drive a terminal or reorder a line is escaped here and reads back the same.
const unprinted = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A line of output. Lone surrogates, C1 and bidi controls are escaped: what is shown raw on a terminal stays harmless. */
export function formatEvent(event: JsonEvent): string {
  return JSON.stringify(event).replace(unprinted, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function serverEvent({
  serverId,
  name,
  personId,
  displayName,
  connection,
  isVerified,
  knocks,
  unread,
  outbox,
  holdup,
}: ServerView): JsonEvent {
  return {
    event: 'server',
    server: serverId,
    name,
    state: connection.type,
    isVerified,
    ...('problem' in connection ? { problem: connection.problem.type } : {}),
    ...('since' in connection && connection.since !== null ? { since: connection.since } : {}),
    ...('nextTryAt' in connection ? { nextTryAt: connection.nextTryAt } : {}),
    ...('door' in connection ? { door: connection.door } : {}),
    ...('digits' in connection && connection.digits !== null ? { digits: connection.digits } : {}),
    ...('refusal' in connection && connection.refusal !== null ? { problem: connection.refusal.type } : {}),
    person: personId,
    displayName,
    knocks,
    unread,
    waiting: outbox.waiting,
    failed: outbox.failed,
    holdup: holdup?.type ?? null,
  };
}

export function nearbyEvent({ serverId, name, addresses, isKnown }: NearbyServer): JsonEvent {
  return { event: 'nearby', server: serverId, name, addresses, isKnown };
}

export function roomEvent(names: Names, serverId: ServerId, room: RoomView): JsonEvent {
  const { roomId, kind, visibility, topic, memberIds, isMember, isClosed, isWaiting, unread } = room;
  const name = names.room(serverId, roomId);
  return {
    event: 'room',
    server: serverId,
    room: roomId,
    name,
    kind,
    visibility,
    topic,
    people: memberIds,
    isMember,
    isClosed,
    isWaiting,
    unread,
  };
}

export function personEvent(serverId: ServerId, person: PersonView): JsonEvent {
  const { personId, displayName, role, standing, isMe, presence, lastSeenAt } = person;
  return {
    event: 'person',
    server: serverId,
    person: personId,
    name: displayName,
    role,
    standing,
    isMe,
    presence,
    lastSeenAt,
  };
}

export function messageEvent(names: Names, { serverId, roomId }: At, item: MessageItem): JsonEvent {
  return {
    event: 'message',
    server: serverId,
    room: roomId,
    roomName: names.room(serverId, roomId),
    command: item.commandId,
    person: item.author,
    personName: names.person(serverId, item.author),
    isMine: item.delivery !== null,
    text: item.content.type === 'text' ? item.content.text : null,
    at: item.at,
    writtenAt: item.writtenAt,
    number: item.itemNumber,
    ...voucherFields(names, serverId, item),
    ...(item.isForged ? { isForged: true } : {}),
    ...(item.isReturned ? { isReturned: true } : {}),
  };
}

export function deliveryEvent({ serverId, roomId }: At, item: MessageItem): JsonEvent {
  const reason = item.failure === null ? {} : { reason: item.failure.type };
  return {
    event: 'delivery',
    server: serverId,
    room: roomId,
    command: item.commandId,
    state: item.delivery,
    number: item.itemNumber,
    ...reason,
  };
}

export function noticeEvent(names: Names, { serverId, roomId }: At, item: NoticeItem): JsonEvent {
  return {
    event: 'notice',
    server: serverId,
    room: roomId,
    roomName: names.room(serverId, roomId),
    notice: item.notice,
    ...personFields(names, serverId, item),
    text: item.text,
    at: item.at,
    ...voucherFields(names, serverId, item),
    ...(item.isForged ? { isForged: true } : {}),
    ...(item.isReturned ? { isReturned: true } : {}),
  };
}

export function failedEvent(failed: {
  readonly serverId: ServerId;
  readonly roomId: RoomId | null;
  readonly commandId: CommandId;
  readonly kind: string;
  readonly reason: { readonly type: string };
}): JsonEvent {
  const { serverId, roomId, commandId, kind, reason } = failed;
  return { event: 'failed', server: serverId, room: roomId, command: commandId, do: kind, reason: reason.type };
}

function voucherFields(
  names: Names,
  serverId: ServerId,
  { vouchedBy }: MessageItem | NoticeItem,
): Record<string, PersonId | string> {
  return vouchedBy === null ? {} : { vouchedBy, vouchedByName: names.person(serverId, vouchedBy) };
}

function personFields(
  names: Names,
  serverId: ServerId,
  { person, subject }: NoticeItem,
): Record<string, PersonId | string> {
  return {
    person,
    personName: names.person(serverId, person),
    ...(subject === null ? {} : { subject, subjectName: names.person(serverId, subject) }),
  };
}
