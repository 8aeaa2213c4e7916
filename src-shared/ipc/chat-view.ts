/** What the client process shows of chat: values to put on a screen, with nothing left to work out but words and layout. */
import type { DeliveryState } from '../domain/delivery.ts';
import type { CommandId, MessageId, PersonId, RoomId, ServerId } from '../domain/ids.ts';
import type { Content } from '../domain/message.ts';
import type { PresenceState } from '../domain/presence.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Role } from '../domain/role.ts';
import type { Standing } from '../domain/standing.ts';
import type { HistoryRule, Visibility } from '../domain/room.ts';
import type { ConnectionState } from './connection-view.ts';
import type { HealedView } from './healed-view.ts';
import type { RenewedView } from './renewed-view.ts';
import type { ServerHoldup } from './server-holdup.ts';

export interface ServerView {
  readonly serverId: ServerId;
  readonly name: string;
  /** Null where this device's key cannot be read. */
  readonly personId: PersonId | null;
  readonly displayName: string;
  readonly connection: ConnectionState;
  readonly addresses: readonly string[];
  /** A link or digits have shown that it is the server that was meant (T3). */
  readonly isVerified: boolean;
  /** Strangers who wait at the door, where this person may let them in. */
  readonly knocks: number;
  /** Devices that wait and say they are this person's. */
  readonly claims: number;
  /** Reports that wait, where this person may look at them. */
  readonly reports: number;
  readonly unread: number;
  readonly outbox: OutboxView;
  /** Null while the server keeps what is sent to it, as far as it has answered. */
  readonly holdup: ServerHoldup | null;
  /** The server lost something that was on this device, and what came back; null once the person has seen it. */
  readonly healed: HealedView | null;
  /** What was kept here of the server was damaged, and a new database has begun; null once the person has seen it. */
  readonly renewed: RenewedView | null;
}

export interface OutboxView {
  /** Commands that wait for their result. */
  readonly waiting: number;
  /** Commands refused for good and not yet discarded. */
  readonly failed: number;
  /** How many of those that wait do so until the server opens their room again (H3); left out where none does. */
  readonly held?: number;
}

/** A command of any kind that was refused for good and not yet discarded. */
/** What a person is writing in a room and has not sent. */
export interface Draft {
  readonly roomId: RoomId;
  readonly text: string;
}

export interface FailedCommand {
  readonly commandId: CommandId;
  readonly kind: string;
  readonly roomId: RoomId | null;
  readonly reason: Refusal | CommandFailure;
}

export interface NearbyView {
  readonly servers: readonly NearbyServer[];
  readonly status: DiscoveryView;
}

export interface NearbyServer {
  readonly serverId: ServerId;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly isKnown: boolean;
  /** Names of this computer's networks that it was heard on; empty where there is only one. */
  readonly networks: readonly string[];
  /** When it was heard last, by the client's wall clock. */
  readonly lastSeenAt: number;
}

/** Whether servers nearby can be heard at all; `problem` is why not, by its type in the discovery, where that is known. */
export interface DiscoveryView {
  readonly type: 'off' | 'starting' | 'working' | 'not_heard' | 'no_network' | 'failed';
  readonly problem: string | null;
}

export interface RoomView {
  readonly roomId: RoomId;
  readonly kind: 'channel' | 'direct';
  readonly visibility: Visibility;
  readonly history: HistoryRule;
  /** Null for direct rooms, which show their people instead. */
  readonly name: string | null;
  readonly topic: string;
  /** Who made it, and says who is in it. */
  readonly createdBy: PersonId;
  readonly memberIds: readonly PersonId[];
  /** False once the person left or was removed; what was read stays. */
  readonly isMember: boolean;
  /**
   * This person was in it, and the server has lost something since: it keeps the room closed, or lost it too (H3). It opens by itself.
   */
  readonly isClosed: boolean;
  /**
   * A direct room in which there is nobody else but somebody whom this person does not want to hear, or a private one into which such
   * a one brought them: not listed until it is asked for, by reading it.
   */
  readonly isBlocked: boolean;
  readonly unread: number;
  /** Somebody brought this person in, and they have not looked into it on this device yet. */
  readonly isNew: boolean;
  /** The number of the last item that counts as read: those above it are the unread ones. */
  readonly lastRead: number;
  /** The oldest of what is unread; null where nothing is. */
  readonly firstUnread: FirstUnread | null;
  /** Own messages in it that are not on the server yet. */
  readonly waiting: number;
  /** Created on this device and not yet accepted by the server. */
  readonly isWaiting: boolean;
  /** The wall clock of the newest event known, for sorting lists; null when none. */
  readonly lastAt: number | null;
}

/** Where reading goes on. */
export interface FirstUnread {
  readonly itemNumber: number;
  /** When it was said, by the server's clock; null while it is not on this device. */
  readonly at: number | null;
}

export interface BrowsedRoom {
  readonly roomId: RoomId;
  readonly name: string;
  readonly topic: string;
  readonly memberCount: number;
  readonly isMember: boolean;
}

export interface PersonView {
  readonly personId: PersonId;
  readonly displayName: string;
  readonly role: Role;
  readonly standing: Standing;
  /** Since when, by the server's clock, in milliseconds; 0 for who was always so. */
  readonly standingSince: number;
  readonly isMe: boolean;
  /** An owner has let them back on a device that their own keys did not sign for (T8), the last time; null where nobody had to. */
  readonly vouched: VouchedView | null;
  /** This person does not want to hear them, and they do not know. */
  readonly isBlocked: boolean;
  /** Null while it cannot be known, because the server is out of reach. */
  readonly presence: PresenceState | null;
  readonly lastSeenAt: number | null;
}

/** Who vouched for a device of somebody, and when by that owner's clock. */
export interface VouchedView {
  readonly by: PersonId;
  readonly at: number;
}

/** One row of a timeline, oldest first. `key` names it through all its states, `place` says where it stands. */
export type TimelineItem = MessageItem | NoticeItem | GapItem;

/**
 * Rows of a room stand in the order of these texts, compared by their code units; what waits comes last, in its own order. A
 * row that moves, as a message does that gets into the log, is told with its new place. Opaque otherwise.
 */
export type TimelinePlace = string;

export interface MessageItem {
  readonly type: 'message';
  readonly key: string;
  readonly place: TimelinePlace;
  readonly commandId: CommandId;
  readonly messageId: MessageId;
  readonly author: PersonId;
  readonly content: Content | { readonly type: 'unknown' };
  /** When the server took it, by its clock; null until then. */
  readonly at: number | null;
  /** What the author's clock said, or whatever they would have it say: what is shown of it says `message-time.ts`. */
  readonly writtenAt: number;
  /** Null until the server has it. */
  readonly itemNumber: number | null;
  /** Null for other people's messages. In a channel no further than *sent*: the reach tells the rest. */
  readonly delivery: DeliveryState | null;
  /** Null for other people's messages, for what is not on the server, and where nobody is told: there are too many. */
  readonly reach: MessageReach | null;
  /** Why it failed, when it did. */
  readonly failure: Refusal | CommandFailure | null;
  /** The author's signature does not hold (P11). */
  readonly isForged: boolean;
  /** It came from a device that this owner vouched for, and not the author's own keys (T8). */
  readonly vouchedBy: PersonId | null;
  /** The server had lost it and got it back (H4): it is not new where it was here before, and stands where it stood. */
  readonly isReturned: boolean;
}

/** How many of those a message was for have it, and have read it: the others who are in the room and were when it was said. */
export interface MessageReach {
  readonly people: number;
  readonly delivered: number;
  readonly read: number;
}

/** How a message came to this device: when it was said, when it was caught up with, or with a page of history. */
export type HopSource = 'live' | 'replay' | 'page';

/**
 * The way of one message as far as it is known. `written`, `sent` and `heard` are times of clients, `stored` and those of people
 * of the server: only times of one clock can be compared.
 */
export interface MessageInfo {
  readonly roomId: RoomId;
  readonly author: PersonId;
  /** The author's clock. */
  readonly writtenAt: number;
  /** When it first left this device; null for what was not written here, and where it is not known. */
  readonly sentAt: number | null;
  readonly storedAt: number | null;
  /** When this device had it, an own one its acceptance; null where it is not known. */
  readonly heardAt: number | null;
  readonly via: HopSource | null;
  /** Null for other people's messages. */
  readonly delivery: DeliveryState | null;
  readonly failure: Refusal | CommandFailure | null;
  readonly isForged: boolean;
  readonly vouchedBy: PersonId | null;
  /** Of own messages that are on the server. */
  readonly recipients: MessageRecipients | null;
}

export type MessageRecipients =
  | { readonly type: 'too_many' }
  /** Nobody else was there. */
  | { readonly type: 'nobody' }
  /** `hasTimes`: the server was asked; otherwise this is what this device had heard. */
  | { readonly type: 'people'; readonly people: readonly MessageRecipient[]; readonly hasTimes: boolean };

export interface MessageRecipient {
  readonly personId: PersonId;
  readonly isDelivered: boolean;
  /** By the server's clock; null where it has not come to that or is not known. */
  readonly deliveredAt: number | null;
  readonly isRead: boolean;
  readonly readAt: number | null;
}

/** A command that never reached the server because the one it depends on was refused (P16). */
export interface CommandFailure {
  readonly type: 'dependency_failed';
}

export interface NoticeItem {
  readonly type: 'notice';
  readonly key: string;
  readonly place: TimelinePlace;
  readonly notice:
    | 'room.created'
    | 'room.joined'
    | 'room.left'
    | 'room.invited'
    | 'room.memberRemoved'
    | 'room.renamed'
    | 'room.topicSet'
    | 'direct.opened';
  readonly person: PersonId;
  /** Whom an invitation or removal is about. */
  readonly subject: PersonId | null;
  /** The new name or topic. */
  readonly text: string | null;
  readonly at: number;
  /** The signature of who is said to have done this does not hold (P11). */
  readonly isForged: boolean;
  /** It was done from a device that this owner vouched for, and not the person's own keys (T8). */
  readonly vouchedBy: PersonId | null;
  readonly isReturned: boolean;
}

/** Something was said here that is not on this device yet: fetched when asked for. */
export interface GapItem {
  readonly type: 'gap';
  readonly key: string;
  readonly place: TimelinePlace;
  readonly from: number;
  readonly to: number;
}

export interface TimelinePage {
  readonly items: readonly TimelineItem[];
  /** For the next older page; null at the beginning of what this person may see. */
  readonly before: TimelinePlace | null;
}
