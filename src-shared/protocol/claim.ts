/**
 * Somebody at the door who says that they are a person of the server already, on a device that it does not know (P18). Another
 * device of that person comes to them: the new one has committed to a nonce before it learns that device's, both show six digits, and
 * each key signs for the other. Nobody in between can pass a key of their own off as the new one, the server neither.
 */
import * as v from 'valibot';
import { deviceKeySchema, inviteIdSchema, personIdSchema } from '../domain/ids.ts';
import { maxNameCodePoints, parseName } from '../domain/name.ts';
import { storableText } from '../domain/text.ts';
import { wallClockSchema } from '../domain/wall-clock.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes32Schema, bytes64Schema } from './bytes.ts';

/**
 * What a device says it is called, cleaned as names are (T8) and empty where that leaves none; shown to its person, and to owners,
 * who may have to find the one that was stolen.
 */
export const deviceNameSchema = v.pipe(storableText(maxNameCodePoints), v.transform(deviceName));

function deviceName(said: string): string {
  const name = parseName(said);
  return name.ok ? name.value : '';
}

/** From the new device, in place of `person.admit`. Without a name: by the link whose token came with the login. */
export const claimSchema = v.object({
  type: v.literal('claim'),
  commit: bytes32Schema,
  displayName: v.optional(storableText(maxNameCodePoints)),
  /** Of the device, for whoever has to know which one asks. */
  name: v.optional(deviceNameSchema),
});
export type ClaimFrame = v.InferOutput<typeof claimSchema>;

/** To the new device: a device of that person has come, and this is its nonce. */
export const claimOpenedSchema = v.object({
  type: v.literal('claim.opened'),
  personId: personIdSchema,
  device: deviceKeySchema,
  nonce: bytes32Schema,
});
export type ClaimOpened = v.InferOutput<typeof claimOpenedSchema>;

/** From the new device then: the nonce that it had committed to, and its key's half of the link (`device-link`). */
export const claimRevealedSchema = v.object({
  type: v.literal('claim.revealed'),
  nonce: bytes32Schema,
  proof: bytes64Schema,
});
export type ClaimRevealed = v.InferOutput<typeof claimRevealedSchema>;

/** To the new device: its key was let in as a newcomer's, and `person.admit` is what it may send now. */
export const claimDroppedSchema = v.object({ type: v.literal('claim.dropped') });
export type ClaimDropped = v.InferOutput<typeof claimDroppedSchema>;

const claimIdSchema = wholeNumber(1);

/** So long a link by which a device is added works at most, in milliseconds. */
const maxLinkMs = 15 * 60 * 1000;

/** Asked by a person's devices about themselves; the first also by an owner, about those of somebody else. */
export const deviceRequests = {
  /** Those that may come in, the oldest first: one's own where nobody is named. */
  'device.list': {
    params: v.object({ personId: v.optional(personIdSchema) }),
    result: v.object({
      devices: v.array(
        v.object({
          device: deviceKeySchema,
          name: v.string(),
          addedAt: wallClockSchema,
          lastSeenAt: v.nullable(wallClockSchema),
          isHere: v.boolean(),
        }),
      ),
    }),
  },
  /** A token lets one device ask to be this person's: `inviteId` is its hash, as an invite's. The server forgets it when it stops. */
  'device.offer': {
    params: v.object({ inviteId: inviteIdSchema, forMs: v.pipe(wholeNumber(1), v.maxValue(maxLinkMs)) }),
    result: v.object({ expiresAt: wallClockSchema }),
  },
  /** Who waits to be one of this person's devices. */
  'claim.list': {
    params: v.object({}),
    result: v.object({
      claims: v.array(
        v.object({
          claimId: claimIdSchema,
          device: deviceKeySchema,
          name: v.string(),
          address: v.string(),
          at: wallClockSchema,
          /** By a link of this person, and not by a name that anybody may say. */
          isByLink: v.boolean(),
          commit: bytes32Schema,
        }),
      ),
    }),
  },
  /** Goes to it, with this device's nonce; the answer is what the new one says then. */
  'claim.open': {
    params: v.object({ claimId: claimIdSchema, nonce: bytes32Schema }),
    result: v.object({ nonce: bytes32Schema, proof: bytes64Schema }),
  },
  /** It is not this person's, and is sent away; what is, becomes so by the command `device.link`. */
  'claim.refuse': { params: v.object({ claimId: claimIdSchema }), result: v.object({}) },
} as const;
