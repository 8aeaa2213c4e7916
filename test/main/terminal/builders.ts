import type { DeviceDiagnostics, SessionFigures } from '#shared/ipc/device-diagnostics.ts';
import type { CommandId, EpochId, MessageId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type {
  GapItem,
  MessageItem,
  NoticeItem,
  PersonView,
  RoomView,
  ServerView,
  MessageInfo,
  MessageRecipient,
} from '#shared/ipc/chat-view.ts';

/** Ids that pass their schemas, told apart by a letter. */
export const serverIdOf = (letter: string): ServerId => `${letter.repeat(51)}a` as ServerId;
export const roomIdOf = (letter: string): RoomId => `${letter.repeat(25)}a` as RoomId;
export const personIdOf = (letter: string): PersonId => `${letter.repeat(25)}e` as PersonId;
export const commandIdOf = (number: number): CommandId =>
  `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` as CommandId;

export const nordlicht = serverIdOf('n');
export const mara = personIdOf('m');
export const jonas = personIdOf('j');
export const general = roomIdOf('g');
/** 14 May 2026, 10:42 UTC. */
export const morning = Date.UTC(2026, 4, 14, 10, 42);

export function buildServer(parts: Partial<ServerView> = {}): ServerView {
  return {
    serverId: nordlicht,
    name: 'Nordlicht',
    personId: mara,
    displayName: 'Mara',
    connection: { type: 'online' },
    addresses: ['192.168.4.20:7420'],
    isVerified: true,
    knocks: 0,
    claims: 0,
    reports: 0,
    unread: 0,
    outbox: { waiting: 0, failed: 0 },
    holdup: null,
    healed: null,
    renewed: null,
    ...parts,
  };
}

export function buildDiagnostics(parts: Partial<DeviceDiagnostics> = {}): DeviceDiagnostics {
  return {
    serverId: nordlicht,
    name: 'Nordlicht',
    personId: mara,
    connection: { type: 'online' },
    connectionSince: morning,
    address: '192.168.4.20:7420',
    epoch: { epoch: 1, epochId: 'e'.repeat(26) as EpochId },
    positionSeq: 1_240,
    headSeq: 1_240,
    holes: [],
    gaps: 0,
    events: 1_180,
    outbox: { waiting: 0, failed: 0 },
    holdup: null,
    setAside: 0,
    healed: null,
    session: buildSession(),
    clock: { roundTripMs: 2.4, offsetMs: -18, readAt: morning },
    databaseBytes: 3 << 19,
    starts: 7,
    renewals: [],
    ...parts,
  };
}

export function buildSession(parts: Partial<SessionFigures> = {}): SessionFigures {
  return {
    startedAt: morning - 60_000,
    connections: 1,
    losses: 0,
    lastLoss: null,
    limits: { framesMalformed: 0, framesRefused: 0, repliesRefused: 0, readsSlowed: 0, backlogsDropped: 0 },
    ...parts,
  };
}

export function buildRoom(parts: Partial<RoomView> = {}): RoomView {
  return {
    roomId: general,
    kind: 'channel',
    visibility: 'public',
    history: 'everything',
    name: 'general',
    topic: '',
    createdBy: mara,
    memberIds: [mara, jonas],
    isMember: true,
    isClosed: false,
    isBlocked: false,
    unread: 0,
    isNew: false,
    lastRead: 0,
    firstUnread: null,
    waiting: 0,
    isWaiting: false,
    lastAt: null,
    ...parts,
  };
}

export function buildPerson(parts: Partial<PersonView> = {}): PersonView {
  return {
    personId: jonas,
    displayName: 'Jonas',
    role: 'member',
    standing: 'active',
    standingSince: 0,
    isMe: false,
    vouched: null,
    isBlocked: false,
    presence: 'here',
    lastSeenAt: null,
    ...parts,
  };
}

/** The place of the row with this number; halves lie between. */
export const placeOf = (number: number): string => `a${number.toFixed(1).padStart(12, '0')}`;
/** Waiting rows come behind all that have a number, in the order of their commands. */
const waitingPlace = (commandId: CommandId): string => `b${commandId}`;

export function buildGap(parts: Partial<GapItem> = {}): GapItem {
  return { type: 'gap', key: 'gap:1-2', place: placeOf(0.5), from: 1, to: 2, ...parts };
}

export function buildMessage(text: string, parts: Partial<MessageItem> = {}): MessageItem {
  const commandId = parts.commandId ?? commandIdOf(text.length);
  const { itemNumber = 1 } = parts;
  return {
    type: 'message',
    key: commandId,
    place: itemNumber === null ? waitingPlace(commandId) : placeOf(itemNumber),
    commandId,
    messageId: roomIdOf('q') as string as MessageId,
    author: jonas,
    content: { type: 'text', text },
    at: itemNumber === null ? null : (parts.writtenAt ?? morning),
    writtenAt: morning,
    itemNumber,
    delivery: null,
    reach: null,
    failure: null,
    isForged: false,
    vouchedBy: null,
    isReturned: false,
    ...parts,
  };
}

export function buildNotice(parts: Partial<NoticeItem> = {}): NoticeItem {
  return {
    type: 'notice',
    key: 'notice',
    place: placeOf(0),
    notice: 'room.joined',
    person: jonas,
    subject: null,
    text: null,
    at: morning,
    isForged: false,
    vouchedBy: null,
    isReturned: false,
    ...parts,
  };
}

/** What is known of somebody else's message that was just said. */
export function buildMessageInfo(parts: Partial<MessageInfo> = {}): MessageInfo {
  return {
    roomId: general,
    author: jonas,
    writtenAt: morning,
    sentAt: null,
    storedAt: null,
    heardAt: null,
    via: null,
    delivery: null,
    failure: null,
    isForged: false,
    vouchedBy: null,
    recipients: null,
    ...parts,
  };
}

/** Somebody a message was for, who does not have it yet. */
export function buildRecipient(personId: PersonId, parts: Partial<MessageRecipient> = {}): MessageRecipient {
  return { personId, isDelivered: false, deliveredAt: null, isRead: false, readAt: null, ...parts };
}
