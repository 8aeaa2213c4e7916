import * as v from 'valibot';
import { doorSchema } from './door.ts';
import { personIdSchema, roomIdSchema } from './ids.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * Why `decide` refused a command for good (D3): stored with the command's number, given again to every repeat, and made into
 * a sentence for people in their own language where it is shown.
 */
export const refusalSchema = v.variant('type', [
  v.object({ type: v.literal('wrong_server') }),
  v.object({ type: v.literal('unknown_command'), kind: v.string() }),
  v.object({ type: v.literal('invalid_body'), path: v.string(), problem: v.string() }),
  /** Of what is no message: those are looked at by whoever shows them (P11). */
  v.object({ type: v.literal('signature_wrong') }),
  v.object({ type: v.literal('command_id_taken') }),
  v.object({ type: v.literal('not_admitted') }),
  v.object({ type: v.literal('already_admitted') }),
  /** The door lets nobody in who has no invite, or whom nobody has let in (T7). */
  v.object({ type: v.literal('door_closed'), door: doorSchema }),
  /** Not known here, used up, run out or revoked (T6): which of these is nobody's to know. */
  v.object({ type: v.literal('invite_invalid') }),
  /** Of one person so many may be open at once: the next one waits until another is used up, has run out or was revoked. */
  v.object({ type: v.literal('invites_full'), maxOpenInvites: wholeNumber(1) }),
  /** Of one person so many may wait at once. */
  v.object({ type: v.literal('reports_full'), maxOpenReports: wholeNumber(1) }),
  /** A server that has an owner keeps one. */
  v.object({ type: v.literal('last_owner') }),
  /** Of the person's own devices one stays, or nobody could come back as them (P18); an owner has one as long as they are that. */
  v.object({ type: v.literal('last_device') }),
  /** The person has had so many; with `isVouched`, the device that links, for which an owner vouched, has added so many. */
  v.object({
    type: v.literal('devices_full'),
    maxDevices: wholeNumber(1),
    isVouched: v.boolean(),
  }),
  /** What was taken from somebody can be given back for 30 days. */
  v.object({ type: v.literal('too_late') }),
  v.object({ type: v.literal('not_allowed'), action: v.string() }),
  v.object({ type: v.literal('room_not_found'), roomId: roomIdSchema }),
  /** The server lost something, and nobody who was in the room lately has come back yet (H3). */
  v.object({ type: v.literal('room_closed'), roomId: roomIdSchema }),
  v.object({ type: v.literal('not_a_member'), roomId: roomIdSchema }),
  v.object({ type: v.literal('person_not_found'), personId: personIdSchema }),
  v.object({ type: v.literal('name_empty') }),
  v.object({ type: v.literal('name_too_long'), maxCodePoints: wholeNumber(1) }),
  v.object({ type: v.literal('name_ill_formed') }),
  v.object({ type: v.literal('name_taken'), displayName: v.string() }),
  v.object({ type: v.literal('room_name_taken'), name: v.string() }),
  v.object({ type: v.literal('direct_people_invalid'), maxPeople: wholeNumber(1) }),
]);
export type Refusal = v.InferOutput<typeof refusalSchema>;
