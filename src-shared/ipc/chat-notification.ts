/** What the client process has decided to tell a person who may not be looking: for whatever shows it on the desk. */
import type { PersonId, RoomId, ServerId } from '../domain/ids.ts';
import type { KnockView } from './door-api.ts';

/** Somebody wrote to this person, named them, or brought them into a room. It stands for its conversation: a newer one takes its place. */
export interface ChatNotification {
  readonly serverId: ServerId;
  readonly serverName: string;
  readonly roomId: RoomId;
  /** Null for direct rooms. */
  readonly roomName: string | null;
  readonly authorId: PersonId;
  /** Null while this device does not know the author. */
  readonly authorName: string | null;
  /** It came from a device that this owner vouched for, and not the author's own keys (T8). */
  readonly vouchedBy: PersonId | null;
  /** Null where nobody vouched, and while this device does not know who did. */
  readonly voucherName: string | null;
  /** The newest message, or the invitation, by the key of its row in the timeline. */
  readonly messageKey: string;
  readonly kind: 'direct' | 'mention' | 'invitation';
  /** The beginning of it, on one line; null for an invitation, and where this build cannot show what it is. */
  readonly text: string | null;
  /** How many messages of the conversation are told of and unread, this one among them. */
  readonly count: number;
}

/** What was told of this conversation has been read, here or on another device, or can be read no more. */
export interface ConversationRead {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** Somebody knocks at a door that this person may open. It stands for its door: a newer one takes its place. */
export interface KnockNotification {
  readonly serverId: ServerId;
  readonly serverName: string;
  /** The newest, with the name that they say. */
  readonly knock: KnockView;
  /** How many wait to whom nobody has come, this one among them. */
  readonly count: number;
  /** It only takes the place of one that stands, or says again what was said before. */
  readonly isSilent: boolean;
}

/** Nobody waits any more at this door, or this person can open it no more. */
export interface KnocksOver {
  readonly serverId: ServerId;
}
