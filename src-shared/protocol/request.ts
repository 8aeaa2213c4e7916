/** Requests are answered and not logged (P1). Each has an `id` that its reply carries; ids are free to start anywhere. */
import * as v from 'valibot';
import { epochIdSchema, personIdSchema, roomIdSchema } from '../domain/ids.ts';
import { jsonObjectSchema } from '../domain/json-object.ts';
import { readMarkerSchema } from '../domain/read-marker.ts';
import { roomSchema } from '../domain/room.ts';
import { wallClockSchema } from '../domain/wall-clock.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bareEventSchema, eventFrameSchema, streamMembersSchema, streamOpenedSchema } from './event-frame.ts';
import { deviceRequests } from './claim.ts';
import { healingRequests } from './healing.ts';
import { doorRequests } from './knock.ts';
import { moderationRequests } from './moderation.ts';
import { positionSchema } from './position.ts';
import { snapshotPartSchema } from './snapshot.ts';

/**
 * How far one person has a room: `deliveredSeq` in the log's order, `readUpTo` in item numbers. What has a `seq` below
 * `joinedSeq` was said before they came in.
 */
export const receiptSchema = v.object({
  roomId: roomIdSchema,
  personId: personIdSchema,
  deliveredSeq: wholeNumber(0),
  readUpTo: wholeNumber(0),
  joinedSeq: v.optional(wholeNumber(0)),
});
export type Receipt = v.InferOutput<typeof receiptSchema>;

/** How far one person has come with one message; a time is null where it has not come to that, or was kept no longer. */
export const messageReceiptSchema = v.object({
  personId: personIdSchema,
  isDelivered: v.boolean(),
  deliveredAt: v.nullable(wallClockSchema),
  isRead: v.boolean(),
  readAt: v.nullable(wallClockSchema),
});
export type MessageReceipt = v.InferOutput<typeof messageReceiptSchema>;

/** Why a device gets a snapshot. */
const snapshotReasonSchema = v.picklist(['new', 'far_behind']);
export type SnapshotReason = v.InferOutput<typeof snapshotReasonSchema>;

export const requests = {
  /**
   * Subscribes, then says how the missed part will come (D7, P7); or that the log is not the one in which the device has its
   * position, so that it has to find where the two part (H2). `epochId` is that of the position.
   */
  resume: {
    params: v.object({ position: v.nullable(positionSchema), epochId: v.optional(epochIdSchema) }),
    result: v.variant('mode', [
      v.object({ mode: v.literal('replay'), upTo: wholeNumber(0) }),
      v.object({
        mode: v.literal('snapshot'),
        reason: snapshotReasonSchema,
        position: positionSchema,
        parts: wholeNumber(1),
        /** The room that everybody starts in, while there is one. */
        firstRoomId: v.nullable(roomIdSchema),
        /** All lives that the log has had, the present one last: by their ids a device can give events back (H4). */
        epochs: v.array(v.object({ epoch: wholeNumber(1), epochId: epochIdSchema })),
      }),
      v.object({ mode: v.literal('heal') }),
    ]),
  },
  ...healingRequests,
  ...doorRequests,
  ...deviceRequests,
  ...moderationRequests,
  /** The next page of a replay; after the last one live events follow. */
  'replay.pull': {
    params: v.object({}),
    result: v.object({
      events: v.array(v.variant('type', [eventFrameSchema, bareEventSchema, streamOpenedSchema, streamMembersSchema])),
      position: positionSchema,
      isLast: v.boolean(),
    }),
  },
  /** One part of the snapshot that `resume` announced, counted from 0; after the last one live events follow. */
  'snapshot.pull': {
    params: v.object({ part: wholeNumber(0) }),
    result: snapshotPartSchema,
  },
  /**
   * A page of a room's history (P8): the events just before `before` or just after `after` (exclusive `streamSeq`s; with
   * neither, the newest). It covers all of `from` to `to` that this person may see; `next` is what to pass on in the same
   * direction, null at the end. An empty page has `from` = `to` + 1.
   */
  'history.page': {
    params: v.object({
      roomId: roomIdSchema,
      epochId: epochIdSchema,
      before: v.optional(wholeNumber(1)),
      after: v.optional(wholeNumber(0)),
      maxItems: v.pipe(wholeNumber(1), v.maxValue(200)),
    }),
    result: v.object({
      events: v.array(v.variant('type', [eventFrameSchema, bareEventSchema])),
      from: wholeNumber(1),
      to: wholeNumber(0),
      next: v.nullable(wholeNumber(0)),
      /** Relations are complete up to this `streamSeq`. */
      asOf: wholeNumber(0),
    }),
  },
  /** Public rooms by name, from the one after `after`. */
  'room.browse': {
    params: v.object({ after: v.optional(roomIdSchema) }),
    result: v.object({
      rooms: v.array(v.object({ room: roomSchema, memberCount: wholeNumber(0), isMember: v.boolean() })),
      next: v.nullable(roomIdSchema),
    }),
  },
  /** Moves the person's own read marker (P19). Left out means unchanged. */
  'marker.set': {
    params: v.object({
      roomId: roomIdSchema,
      epochId: epochIdSchema,
      readUpTo: v.optional(wholeNumber(0)),
      unreadFrom: v.optional(v.nullable(wholeNumber(1))),
    }),
    result: readMarkerSchema,
  },
  /** Markers of the person's rooms and receipts of those of up to 50 people, after a resume, in order of room id. */
  'marker.list': {
    params: v.object({ after: v.optional(roomIdSchema) }),
    result: v.object({
      markers: v.array(readMarkerSchema),
      receipts: v.array(receiptSchema),
      next: v.nullable(roomIdSchema),
    }),
  },
  /** What is known of the way of one message, at this place of its room; null where the room has more than 50 people. */
  'message.info': {
    params: v.object({ roomId: roomIdSchema, epochId: epochIdSchema, streamSeq: wholeNumber(1) }),
    result: v.object({ at: wallClockSchema, people: v.nullable(v.array(messageReceiptSchema)) }),
  },
  /**
   * The server's clock, for whoever wants to know how far their own is from it, and the latest moment that the server has seen, by
   * which it decides what runs out: later than `at` where the clock was ahead once or was set back.
   */
  'clock.read': {
    params: v.object({}),
    result: v.object({ at: wallClockSchema, latestAt: v.optional(wallClockSchema) }),
  },
} as const;

export type RequestName = keyof typeof requests;
export type RequestParams<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]['params']>;
export type RequestResult<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]['result']>;

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

export const requestFrameSchema = v.object({
  type: v.literal('request'),
  id: wholeNumber(0),
  name: v.pipe(v.string(), v.maxLength(64)),
  params: jsonObjectSchema,
});
export type RequestFrame = v.InferOutput<typeof requestFrameSchema>;

export const requestErrorSchema = v.variant('type', [
  v.object({ type: v.literal('unknown_request'), name: v.string() }),
  v.object({ type: v.literal('invalid_params'), path: v.string(), problem: v.string() }),
  v.object({ type: v.literal('not_admitted') }),
  /** The person's role does not allow it (T9). */
  v.object({ type: v.literal('not_allowed'), action: v.string() }),
  v.object({ type: v.literal('knock_not_found'), knockId: wholeNumber(0) }),
  /** Gone, or somebody has come to it already. */
  v.object({ type: v.literal('claim_not_found'), claimId: wholeNumber(0) }),
  /** The server gathers what it lost, and answers nothing else before that (H3). */
  v.object({ type: v.literal('healing') }),
  v.object({ type: v.literal('room_not_found'), roomId: roomIdSchema }),
  v.object({ type: v.literal('wrong_epoch'), epochId: epochIdSchema }),
  /** A page or marker beyond what the room holds. */
  v.object({ type: v.literal('beyond_end'), head: wholeNumber(0) }),
  /** A pull without the `resume` it belongs to, or a part that the snapshot does not have. */
  v.object({ type: v.literal('nothing_to_pull') }),
  v.object({ type: v.literal('overloaded'), retryAfterMs: wholeNumber(0) }),
  v.object({ type: v.literal('storage_failed') }),
]);
export type RequestError = v.InferOutput<typeof requestErrorSchema>;

export const replyFrameSchema = v.union([
  v.object({ type: v.literal('reply'), id: wholeNumber(0), error: requestErrorSchema }),
  v.object({ type: v.literal('reply'), id: wholeNumber(0), result: v.unknown() }),
]);
export type ReplyFrame = v.InferOutput<typeof replyFrameSchema>;
