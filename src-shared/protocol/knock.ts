/**
 * A stranger before a door that is closed (T7): what is said while they wait, and what owners and moderators ask. Both screens show
 * six digits that are worked out of both ends' keys and nonces; the server has committed to its nonce before it knew the stranger's,
 * and says it only once somebody looks, so that nobody in between can look for nonces whose digits agree.
 */
import * as v from 'valibot';
import { deviceKeySchema, inviteIdSchema, personIdSchema, roomIdSchema } from '../domain/ids.ts';
import { doorSchema } from '../domain/door.ts';
import { personRoleSchema } from '../domain/role.ts';
import { wallClockSchema } from '../domain/wall-clock.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes32Schema } from './bytes.ts';

/** From the stranger's client, once a connection, before its `person.admit`. */
export const knockSchema = v.object({ type: v.literal('knock'), nonce: bytes32Schema });
export type KnockFrame = v.InferOutput<typeof knockSchema>;

/** To the stranger's client: somebody has come to the door, and this is the server's nonce. */
export const knockOpenedSchema = v.object({ type: v.literal('knock.opened'), nonce: bytes32Schema });
export type KnockOpened = v.InferOutput<typeof knockOpenedSchema>;

const knockIdSchema = wholeNumber(1);

/** Asked by owners and moderators; to others there are none. */
export const doorRequests = {
  /** Who is waiting, whoever has waited longest first. The name is what they say they are called. */
  'knock.list': {
    params: v.object({}),
    result: v.object({
      knocks: v.array(
        v.object({
          knockId: knockIdSchema,
          displayName: v.string(),
          /** Whom they say they are already; an owner may vouch for their device (`device.vouch`). Null: nobody is called so. */
          claims: v.optional(v.nullable(personIdSchema)),
          device: deviceKeySchema,
          address: v.string(),
          at: wallClockSchema,
          isOpened: v.boolean(),
        }),
      ),
    }),
  },
  /** Goes to the door: from here on both ends know the digits. `commit` is what the stranger was told first. */
  'knock.open': {
    params: v.object({ knockId: knockIdSchema }),
    result: v.object({
      device: deviceKeySchema,
      certificateHash: bytes32Schema,
      commit: bytes32Schema,
      clientNonce: bytes32Schema,
      serverNonce: bytes32Schema,
    }),
  },
  /** Sends them away; who is to be let in is so by the command `knock.accept`. */
  'knock.refuse': { params: v.object({ knockId: knockIdSchema }), result: v.object({}) },
  /** How the door is set, and a page of the keys that are kept out for good, in order; `after` is the `next` of the page above. */
  'door.read': {
    params: v.object({ after: v.optional(deviceKeySchema) }),
    result: v.object({
      door: doorSchema,
      openUntil: wallClockSchema,
      banned: v.array(v.object({ device: deviceKeySchema, bannedAt: wallClockSchema })),
      next: v.nullable(deviceKeySchema),
    }),
  },
  /** A page of the invites that can still be used, in order of ids; `after` is the `next` of the page above. */
  'invite.list': {
    params: v.object({ after: v.optional(inviteIdSchema) }),
    result: v.object({
      invites: v.array(
        v.object({
          inviteId: inviteIdSchema,
          createdBy: personIdSchema,
          createdAt: wallClockSchema,
          note: v.string(),
          role: personRoleSchema,
          roomIds: v.array(roomIdSchema),
          maxUses: wholeNumber(1),
          uses: wholeNumber(0),
          expiresAt: wallClockSchema,
        }),
      ),
      next: v.nullable(inviteIdSchema),
    }),
  },
} as const;
