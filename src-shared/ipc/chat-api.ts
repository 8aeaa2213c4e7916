/**
 * All of chat, between whatever shows it and the client process (one of four contracts). Parameters are parsed where
 * they arrive; results and events are values of chat-view.ts.
 */
import * as v from 'valibot';
import { commandIdSchema, personIdSchema, roomIdSchema, serverIdSchema } from '../domain/ids.ts';
import type { CommandId, PersonId, RoomId, ServerId } from '../domain/ids.ts';
import type { NameProblem } from '../domain/name.ts';
import { devicePresenceSchema } from '../domain/presence.ts';
import { historyRuleSchema, visibilitySchema } from '../domain/room.ts';
import { draftTextSchema, maxTopicCodePoints, messageTextSchema, storableText, utf8Bytes } from '../domain/text.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { deviceCalls, type DeviceResults } from './device-api.ts';
import { doorCalls, type DoorResults } from './door-api.ts';
import { moderationCalls, type ModerationResults } from './moderation-api.ts';
import type { DeviceDiagnostics } from './device-diagnostics.ts';
import type {
  BrowsedRoom,
  Draft,
  FailedCommand,
  MessageInfo,
  NearbyView,
  PersonView,
  RoomView,
  ServerView,
  TimelineItem,
  TimelinePage,
} from './chat-view.ts';
import type { ConnectionProblem } from './connection-view.ts';
import type { RenewedProfile } from './renewed-view.ts';

const server = { serverId: serverIdSchema };
const room = { ...server, roomId: roomIdSchema };
const nothing = v.object({});
const topic = storableText(maxTopicCodePoints);
/** Servers take commands of 96 KiB, where quotes and control characters take more room than they do here. */
const maxEscapedBytes = 95 * 1024;
const text = v.pipe(
  messageTextSchema,
  v.check((typed) => utf8Bytes(JSON.stringify(typed)) <= maxEscapedBytes, 'text holds too many special characters'),
);

export const chatCalls = {
  /** Whether the list of servers was damaged and made anew, until the person has seen it. */
  'profile.renewal': nothing,
  'profile.renewalSeen': nothing,
  'server.list': nothing,
  'server.nearby': nothing,
  /** `target` is a server id seen nearby or known, the name of a known one, an address, or a join line. Known servers reconnect
   * under their old name; one whose address does not answer is joined all the same, and takes what is written until then.
   * `asSeparate`: whose key the person has seen, and joins although its name or address is that of a known one (T8). */
  'server.join': v.object({
    target: v.string(),
    displayName: v.string(),
    asSeparate: v.exactOptional(serverIdSchema),
  }),
  /** Tries at once instead of waiting for the next try. */
  'server.connectNow': v.object(server),
  /** How this device is with it: see device-diagnostics.ts. Asks the server for its clock where that can be. */
  'server.diagnostics': v.object(server),
  /** The person has seen what came back of what the server lost. */
  'server.healingSeen': v.object(server),
  /** The person has seen that a damaged database made room for a new one. */
  'server.renewalSeen': v.object(server),
  /** Disconnects and stays away until joined again; what is on this device stays readable. */
  'server.leave': v.object(server),
  /**
   * Puts a damaged database aside that could not be renewed by itself and begins a new one, which the server fills: the key
   * stays, and with it the person. What waited in the old one to be sent stays there.
   */
  'server.renew': v.object(server),
  /** The person has compared digits, or knows otherwise, that this is the server that was meant (T3). */
  'server.confirm': v.object(server),
  /** Comes to the door as a device of the person who is called so, and is in already (P18); null: as itself again. */
  'server.claim': v.object({ ...server, displayName: v.nullable(v.string()) }),
  ...doorCalls,
  ...deviceCalls,
  ...moderationCalls,
  /** Leaves, and deletes everything of this server from this device. */
  'server.forget': v.object(server),
  'person.list': v.object(server),
  'person.rename': v.object({ ...server, displayName: v.string() }),
  'presence.set': v.object({ state: devicePresenceSchema }),
  /** What is on the screen: presence there is told sooner. */
  'presence.watch': v.object({
    ...server,
    roomIds: v.array(roomIdSchema),
    personIds: v.array(personIdSchema),
    everybody: v.boolean(),
  }),
  /** Somebody types in the room, said again while they go on (P21), or no longer does. Sending the message says so too. */
  'typing.set': v.object({ ...room, isTyping: v.boolean() }),
  'room.list': v.object(server),
  /** Public rooms, asked of the server. */
  'room.browse': v.object(server),
  'room.create': v.object({
    ...server,
    name: v.string(),
    topic,
    visibility: visibilitySchema,
    history: historyRuleSchema,
  }),
  'room.join': v.object(room),
  'room.leave': v.object(room),
  'room.invite': v.object({ ...room, personId: personIdSchema }),
  'room.removeMember': v.object({ ...room, personId: personIdSchema }),
  'room.rename': v.object({ ...room, name: v.string() }),
  'room.setTopic': v.object({ ...room, topic }),
  /** Everything up to this item has been seen; without it, everything. */
  'room.markRead': v.object({ ...room, upTo: v.optional(wholeNumber(0)) }),
  'room.markUnread': v.object({ ...room, from: wholeNumber(1) }),
  'direct.open': v.object({ ...server, personIds: v.array(personIdSchema) }),
  'message.send': v.object({ ...room, text }),
  /** Takes back or changes what has not been transmitted yet (D1). */
  'message.cancel': v.object({ ...server, commandId: commandIdSchema }),
  'message.change': v.object({ ...server, commandId: commandIdSchema, text }),
  /** The way of one message as far as it is known here; how far others are with an own one, and when, is asked of the server. */
  'message.info': v.object({ ...room, author: personIdSchema, commandId: commandIdSchema }),
  /** What `outbox.failed` counts, the oldest first. */
  'command.failedList': v.object(server),
  /** Sends a failed message again as a new command (P16), or takes it off the screen; so with every failed command. */
  'message.retry': v.object({ ...server, commandId: commandIdSchema }),
  'message.discard': v.object({ ...server, commandId: commandIdSchema }),
  /** What is being written on this device and was not sent: kept until it is sent, or put without a text. */
  'draft.list': v.object(server),
  'draft.put': v.object({ ...room, text: draftTextSchema }),
  'timeline.page': v.object({
    ...room,
    before: v.optional(v.string()),
    maxItems: v.pipe(wholeNumber(1), v.maxValue(200)),
  }),
  /** Fetches what a gap stands for, a page of it from its newer end; what came is told as `timeline.changed`. */
  'timeline.fillGap': v.object({ ...room, from: wholeNumber(1), to: wholeNumber(1) }),
} as const;

export type ChatCallName = keyof typeof chatCalls;
export type ChatParams<Name extends ChatCallName> = v.InferOutput<(typeof chatCalls)[Name]>;

interface Queued {
  readonly commandId: CommandId;
}
interface QueuedRoom extends Queued {
  readonly roomId: RoomId;
}
interface Requeued extends Queued {
  /** The room that it makes or is about now: a room that is made again is another one. Null for commands about no room. */
  readonly roomId: RoomId | null;
}

/** What each call returns when it succeeds. */
export interface ChatResults extends DoorResults, DeviceResults, ModerationResults {
  'profile.renewal': RenewedProfile | null;
  'profile.renewalSeen': null;
  'server.list': readonly ServerView[];
  'server.nearby': NearbyView;
  'server.join': { readonly serverId: ServerId };
  'server.connectNow': null;
  'server.claim': null;
  'server.diagnostics': DeviceDiagnostics;
  'server.healingSeen': null;
  'server.renewalSeen': null;
  'server.leave': null;
  /** `file` is where the damaged database lies now. */
  'server.renew': { readonly file: string };
  'server.confirm': null;
  'server.forget': null;
  'person.list': readonly PersonView[];
  'person.rename': Queued;
  'presence.set': null;
  'presence.watch': null;
  'typing.set': null;
  'room.list': readonly RoomView[];
  'room.browse': readonly BrowsedRoom[];
  'room.create': QueuedRoom;
  'room.join': Queued;
  'room.leave': Queued;
  'room.invite': Queued;
  'room.removeMember': Queued;
  'room.rename': Queued;
  'room.setTopic': Queued;
  'room.markRead': null;
  'room.markUnread': null;
  'direct.open': QueuedRoom;
  'message.send': Queued;
  'message.cancel': null;
  'message.change': null;
  'message.info': MessageInfo;
  'command.failedList': readonly FailedCommand[];
  'message.retry': Requeued;
  'message.discard': null;
  'draft.list': readonly Draft[];
  'draft.put': null;
  'timeline.page': TimelinePage;
  'timeline.fillGap': null;
}

/** Why a call did not do what was asked. What the server refuses later comes as `command.failed`. */
export type ChatError =
  | ConnectionProblem
  | NameProblem
  | { readonly type: 'invalid_params'; readonly path: string; readonly problem: string }
  | { readonly type: 'server_not_known'; readonly target: string }
  | { readonly type: 'target_invalid'; readonly problem: string }
  | { readonly type: 'room_not_known' }
  | { readonly type: 'person_not_known' }
  /** Already on its way: it can no longer be changed or cancelled. */
  | { readonly type: 'already_transmitted' }
  | { readonly type: 'command_not_known' }
  /** The act can't be given back, or not any more. */
  | { readonly type: 'nothing_to_undo' }
  /** Nothing of it has to be put aside. */
  | { readonly type: 'database_not_damaged' }
  /** The server was asked for what is missing, and answered without it. */
  | { readonly type: 'messages_not_there' }
  /** Only the server can answer this, and it is out of reach. */
  | { readonly type: 'server_unreachable' }
  /** The server was asked this too often; `retryAfterMs` from now it answers again. */
  | { readonly type: 'overloaded'; readonly retryAfterMs: number }
  | { readonly type: 'request_refused'; readonly reason: string };

/** What happens by itself. Lists are upserts: what is not listed is unchanged, and what is gone is named as removed. */
export interface ChatEvents {
  /** In whichever window. */
  'profile.renewalSeen': Record<never, never>;
  'server.changed': ServerView;
  'server.forgotten': { readonly serverId: ServerId };
  /** Whoever came to the door did not take this device for one more of that person: it comes in as somebody new (P18). */
  'claim.dropped': { readonly serverId: ServerId; readonly serverName: string; readonly displayName: string };
  'nearby.changed': NearbyView;
  'room.changed': {
    readonly serverId: ServerId;
    readonly rooms: readonly RoomView[];
    /** Never more than made on this device, and refused or taken back. */
    readonly removed: readonly RoomId[];
  };
  'person.changed': {
    readonly serverId: ServerId;
    readonly people: readonly PersonView[];
    /** Whom the server does not know any more: it lost that it had let them in. */
    readonly removed: readonly PersonId[];
  };
  /** Who else is typing in a room that is on the screen, all of them; told again now and then while it lasts. */
  'typing.changed': {
    readonly serverId: ServerId;
    readonly roomId: RoomId;
    readonly personIds: readonly PersonId[];
  };
  'timeline.changed': {
    readonly serverId: ServerId;
    readonly roomId: RoomId;
    readonly items: readonly TimelineItem[];
    /** Keys of rows that are gone: a cancelled message, a filled gap. */
    readonly removed: readonly string[];
    /** False when these are older rows that a page or a catch-up of earlier history brought. */
    readonly isLive: boolean;
  };
  'command.failed': {
    readonly serverId: ServerId;
    readonly commandId: CommandId;
    readonly kind: string;
    readonly roomId: RoomId | null;
    readonly reason: { readonly type: string };
  };
}

/** The contract as rpc.ts takes it. */
export interface ChatContract {
  readonly calls: typeof chatCalls;
  readonly results: ChatResults;
  readonly events: ChatEvents;
  readonly error: ChatError;
}
