import * as v from 'valibot';
import { err, ok, type Result } from '../result.ts';
import { actRefSchema } from './act.ts';
import { doorSchema } from './door.ts';
import {
  commandIdSchema,
  deviceKeySchema,
  inviteIdSchema,
  outboxIdSchema,
  personIdSchema,
  reportIdSchema,
  roomIdSchema,
  serverIdSchema,
  signatureSchema,
} from './ids.ts';
import { maxInviteNoteCodePoints, maxInviteRooms, maxInviteUses } from './invite.ts';
import { jsonObjectSchema } from './json-object.ts';
import { contentSchema } from './message.ts';
import type { Refusal } from './refusal.ts';
import { maxReportTextCodePoints, reportedMessageSchema, reportOutcomeSchema, reportReasonSchema } from './report.ts';
import { personRoleSchema } from './role.ts';
import { historyRuleSchema, maxDirectPeople, visibilitySchema } from './room.ts';
import { standingSchema } from './standing.ts';
import { maxTopicCodePoints, shorten, storableText } from './text.ts';
import { wallClockSchema } from './wall-clock.ts';
import { wholeNumber } from './whole-number.ts';
import { isWireValue, maxWireDepth } from './wire-value.ts';

/**
 * What a device signs (D1) and the log keeps. Whatever can be read of it is enough to consume its number; whether its kind
 * is known and its body good is decided with the rest (P2).
 */
export const commandEnvelopeSchema = v.object({
  v: v.literal(1),
  serverId: serverIdSchema,
  device: deviceKeySchema,
  outboxId: outboxIdSchema,
  number: wholeNumber(1),
  commandId: commandIdSchema,
  // What cannot be a kind or a body is read as one that is refused for good: an error frame would leave the number unused
  // and block the outbox for ever (P2).
  kind: v.fallback(v.pipe(v.string(), v.maxLength(64)), ''),
  body: v.fallback(jsonObjectSchema, {}),
});
export type CommandEnvelope = v.InferOutput<typeof commandEnvelopeSchema>;

/** In every body: the author's wall clock in milliseconds (shown, never ordered by) and 16 random bytes (P9). */
const common = {
  writtenAt: wallClockSchema,
  salt: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/, 'not 16 bytes of base64url')),
};
/** Of what gives back what another act took: that act. */
const undoing = { undoes: v.optional(actRefSchema) };
// A name's own rules are decided, with their own refusals; here only what would be absurd to store is cut off.
const typedName = v.pipe(v.string(), v.maxLength(20_000));

// The frame and the command are around it.
const maxBodyDepth = maxWireDepth - 2;

export const commandBodies = {
  'server.setDoor': v.object({ ...common, ...undoing, door: doorSchema, openUntil: wallClockSchema }),
  'knock.accept': v.object({ ...common, device: deviceKeySchema, role: personRoleSchema }),
  'device.setBan': v.object({ ...common, ...undoing, device: deviceKeySchema, isBanned: v.boolean() }),
  // `proof`: the new key's own signature that it is this person's, beside the key that signs the command (P18).
  'device.link': v.object({ ...common, device: deviceKeySchema, proof: signatureSchema }),
  'device.revoke': v.object({ ...common, device: deviceKeySchema }),
  'device.vouch': v.object({ ...common, device: deviceKeySchema, personId: personIdSchema }),
  'invite.create': v.object({
    ...common,
    inviteId: inviteIdSchema,
    note: storableText(maxInviteNoteCodePoints),
    role: personRoleSchema,
    roomIds: v.pipe(v.array(roomIdSchema), v.maxLength(maxInviteRooms)),
    maxUses: v.pipe(wholeNumber(1), v.maxValue(maxInviteUses)),
    expiresAt: wallClockSchema,
  }),
  'invite.revoke': v.object({ ...common, inviteId: inviteIdSchema }),
  'invite.accept': v.object({ ...common, inviteId: inviteIdSchema }),
  // `inviteId`: of the invite whose token was sent with the login (T6).
  'person.admit': v.object({ ...common, displayName: typedName, inviteId: v.optional(inviteIdSchema) }),
  'person.setRole': v.object({ ...common, ...undoing, personId: personIdSchema, role: personRoleSchema }),
  'person.setStanding': v.object({ ...common, ...undoing, personId: personIdSchema, standing: standingSchema }),
  'person.setBlock': v.object({ ...common, personId: personIdSchema, isBlocked: v.boolean() }),
  'report.create': v.object({
    ...common,
    personId: personIdSchema,
    message: v.optional(reportedMessageSchema),
    reason: reportReasonSchema,
    text: storableText(maxReportTextCodePoints),
  }),
  'report.close': v.object({ ...common, reportId: reportIdSchema, outcome: reportOutcomeSchema }),
  'person.rename': v.object({ ...common, displayName: typedName }),
  'room.create': v.object({
    ...common,
    name: typedName,
    topic: storableText(maxTopicCodePoints),
    visibility: visibilitySchema,
    history: historyRuleSchema,
  }),
  'room.join': v.object({ ...common, roomId: roomIdSchema }),
  'room.leave': v.object({ ...common, roomId: roomIdSchema }),
  'room.invite': v.object({ ...common, roomId: roomIdSchema, personId: personIdSchema }),
  'room.removeMember': v.object({ ...common, roomId: roomIdSchema, personId: personIdSchema }),
  'room.rename': v.object({ ...common, roomId: roomIdSchema, name: typedName }),
  'room.setTopic': v.object({ ...common, roomId: roomIdSchema, topic: storableText(maxTopicCodePoints) }),
  'direct.open': v.object({ ...common, personIds: v.pipe(v.array(personIdSchema), v.maxLength(2 * maxDirectPeople)) }),
  'message.send': v.object({ ...common, roomId: roomIdSchema, content: contentSchema }),
} as const;

export type CommandKind = keyof typeof commandBodies;
export type CommandBody<Kind extends CommandKind> = v.InferOutput<(typeof commandBodies)[Kind]>;
export type Command = { [Kind in CommandKind]: { readonly kind: Kind; readonly body: CommandBody<Kind> } }[CommandKind];
/** A command's body before the outbox adds what stands in every one. */
export type CommandDraft = {
  [Kind in CommandKind]: { readonly kind: Kind; readonly body: Omit<CommandBody<Kind>, 'writtenAt' | 'salt'> };
}[CommandKind];

export function isCommandKind(kind: string): kind is CommandKind {
  return Object.hasOwn(commandBodies, kind);
}

/**
 * Reads a copy of what was signed; unknown fields are left out of the copy and stay in what is stored (P9). They too hold
 * only what every reader can read.
 */
export function parseCommand(kind: string, body: unknown): Result<Command, Refusal> {
  if (!isCommandKind(kind)) return err({ type: 'unknown_command', kind });
  const parsed = v.safeParse(commandBodies[kind], body, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err({ type: 'invalid_body', path: v.getDotPath(issue) ?? '', problem: shorten(issue.message, 200) });
  }
  if (!isWireValue(body, maxBodyDepth))
    return err({ type: 'invalid_body', path: '', problem: 'keys, numbers, text or depth are not of the wire' });
  // The kind picks the schema, so the pair is one member of the union; TypeScript cannot follow the look-up.
  return ok({ kind, body: parsed.output } as Command);
}
