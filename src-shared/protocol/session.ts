/**
 * The life of a connection: both sides say hello, the server proves itself first (T2), the device proves its key (T3), and
 * the server says what the session is: `active`, `pending` until the door lets a new person in (P18), or `healing` (H3).
 */
import * as v from 'valibot';
import { doorSchema } from '../domain/door.ts';
import {
  deviceKeySchema,
  epochIdSchema,
  outboxIdSchema,
  personIdSchema,
  roomIdSchema,
  serverIdSchema,
} from '../domain/ids.ts';
import { shownName } from '../domain/name.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes32Schema, bytes64Schema } from './bytes.ts';

const versionsSchema = v.pipe(v.array(wholeNumber(1)), v.minLength(1), v.maxLength(16));

export const clientHelloSchema = v.object({
  type: v.literal('hello'),
  versions: versionsSchema,
  nonce: bytes32Schema,
});
export type ClientHello = v.InferOutput<typeof clientHelloSchema>;

export const serverHelloSchema = v.object({
  type: v.literal('hello'),
  key: bytes32Schema,
  nonce: bytes32Schema,
  proof: bytes64Schema,
  versions: versionsSchema,
  /** The version both will speak, or null: then the server closes with 4501. */
  version: v.nullable(wholeNumber(1)),
});
export type ServerHello = v.InferOutput<typeof serverHelloSchema>;

export const loginSchema = v.object({
  type: v.literal('login'),
  device: deviceKeySchema,
  proof: bytes64Schema,
  /** The outbox whose commands this connection will carry. */
  outboxId: outboxIdSchema,
  /** A joiner's invite (T6), 16 bytes in base64url. */
  token: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
export type Login = v.InferOutput<typeof loginSchema>;

const sessionCommon = {
  type: v.literal('session'),
  serverId: serverIdSchema,
  /** What is no name becomes one that shows nothing, and poses as nobody. */
  serverName: v.pipe(v.string(), v.transform(shownName)),
  personId: personIdSchema,
  /** The last number the server holds of this outbox; 0 when none (D3). */
  lastNumber: wholeNumber(0),
};

export const sessionFrameSchema = v.variant('state', [
  v.object({
    ...sessionCommon,
    state: v.literal('pending'),
    door: doorSchema,
    /** The hash of the server's nonce for the digits of a knock (T7). */
    commit: bytes32Schema,
  }),
  v.object({
    ...sessionCommon,
    state: v.literal('active'),
    epoch: wholeNumber(1),
    epochId: epochIdSchema,
    /** Rooms that an invite leads this person into, who has not joined them yet (T6). */
    grantedRoomIds: v.optional(v.array(roomIdSchema)),
  }),
  /** The server lost what it had acknowledged, and tells nothing until enough of it has come back (H3). */
  v.object({ ...sessionCommon, state: v.literal('healing'), epoch: wholeNumber(1), epochId: epochIdSchema }),
]);
export type SessionFrame = v.InferOutput<typeof sessionFrameSchema>;

export const byeReasonSchema = v.picklist(['restarting', 'sleeping', 'closing']);
export type ByeReason = v.InferOutput<typeof byeReasonSchema>;

/** A server that stops, or whose computer goes to sleep, says so first (D13), finishes what it has accepted, and closes with 1001. */
export const byeSchema = v.object({ type: v.literal('bye'), reason: byeReasonSchema });
