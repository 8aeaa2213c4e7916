import * as v from 'valibot';

/**
 * Ids are the lower-case base32 form of 32 bytes (a server's) or of 16 bytes (everything derived from it, P17 and P18);
 * command and outbox ids are UUIDs in lower-case text. Keys are base64url of 32 bytes.
 */
const id128 = v.pipe(v.string(), v.regex(/^[a-z2-7]{25}[aeimquy4]$/, 'not a 128-bit id'));
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a lower-case UUID'));

export const serverIdSchema = v.pipe(v.string(), v.regex(/^[a-z2-7]{51}[aq]$/, 'not a server id'), v.brand('ServerId'));
export const personIdSchema = v.pipe(id128, v.brand('PersonId'));
export const roomIdSchema = v.pipe(id128, v.brand('RoomId'));
export const messageIdSchema = v.pipe(id128, v.brand('MessageId'));
export const inviteIdSchema = v.pipe(id128, v.brand('InviteId'));
export const reportIdSchema = v.pipe(id128, v.brand('ReportId'));
export const epochIdSchema = v.pipe(id128, v.brand('EpochId'));
export const commandIdSchema = v.pipe(uuid, v.brand('CommandId'));
export const outboxIdSchema = v.pipe(uuid, v.brand('OutboxId'));
export const deviceKeySchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'not 32 bytes of base64url'),
  v.brand('DeviceKey'),
);

/** 64 bytes that a device signed something with, in base64url. */
export const signatureSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{85}[AQgw]$/, 'not 64 bytes of base64url'));

/** Which server: the SHA-256 of its Ed25519 public key. */
export type ServerId = v.InferOutput<typeof serverIdSchema>;
export type PersonId = v.InferOutput<typeof personIdSchema>;
export type RoomId = v.InferOutput<typeof roomIdSchema>;
export type MessageId = v.InferOutput<typeof messageIdSchema>;
/** Which invite (T6): follows from its token, and does not lead back to it. */
export type InviteId = v.InferOutput<typeof inviteIdSchema>;
/** Which report: that of the command that made it (P17). */
export type ReportId = v.InferOutput<typeof reportIdSchema>;
/** One unbroken life of a server's log. */
export type EpochId = v.InferOutput<typeof epochIdSchema>;
export type CommandId = v.InferOutput<typeof commandIdSchema>;
export type OutboxId = v.InferOutput<typeof outboxIdSchema>;
/** A device's Ed25519 public key. */
export type DeviceKey = v.InferOutput<typeof deviceKeySchema>;
