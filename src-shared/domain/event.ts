import * as v from 'valibot';
import { deviceKeySchema, personIdSchema } from './ids.ts';
import { personRoleSchema } from './role.ts';
import { streamSchema } from './stream.ts';
import { wallClockSchema } from './wall-clock.ts';
import { wholeNumber } from './whole-number.ts';

/** The event that each accepted command becomes (P5: at most one). */
export const eventKinds = {
  'server.setDoor': 'server.doorSet',
  'knock.accept': 'knock.accepted',
  'device.setBan': 'device.banSet',
  'device.link': 'device.linked',
  'device.revoke': 'device.revoked',
  'device.vouch': 'device.vouched',
  'invite.create': 'invite.created',
  'invite.revoke': 'invite.revoked',
  'invite.accept': 'invite.accepted',
  'person.admit': 'person.admitted',
  'person.setRole': 'person.roleSet',
  'person.setStanding': 'person.standingSet',
  'person.setBlock': 'person.blockSet',
  'report.create': 'report.created',
  'report.close': 'report.closed',
  'person.rename': 'person.renamed',
  'room.create': 'room.created',
  'room.join': 'room.joined',
  'room.leave': 'room.left',
  'room.invite': 'room.invited',
  'room.removeMember': 'room.memberRemoved',
  'room.rename': 'room.renamed',
  'room.setTopic': 'room.topicSet',
  'direct.open': 'direct.opened',
  'message.send': 'message.posted',
} as const;
export type KnownEventKind = (typeof eventKinds)[keyof typeof eventKinds];

/**
 * Where a healed event first stood (H4). It changes nothing where it is overruled: what it would set was set by an event of a
 * later origin that came into the log before it (H5).
 */
export const originSchema = v.object({
  epoch: wholeNumber(1),
  seq: wholeNumber(1),
  isOverruled: v.optional(v.literal(true)),
});
export type Origin = v.InferOutput<typeof originSchema>;

/**
 * What the server adds to a command (P10). `seq` orders the whole log, `streamSeq` the stream, gap-free; `itemNumber` counts
 * what people read in a room and stands on nothing else. `at` is the host's wall clock in milliseconds: shown, never ordered by.
 */
export const eventHeaderSchema = v.object({
  epoch: wholeNumber(1),
  seq: wholeNumber(1),
  stream: streamSchema,
  streamSeq: wholeNumber(1),
  itemNumber: v.optional(wholeNumber(1)),
  at: wallClockSchema,
  kind: v.pipe(v.string(), v.maxLength(64)),
  person: personIdSchema,
  device: deviceKeySchema,
  /** Of whoever came in by the door or by an invite: what that made them. */
  role: v.optional(personRoleSchema),
  origin: v.optional(originSchema),
});
export type EventHeader = v.InferOutput<typeof eventHeaderSchema>;
