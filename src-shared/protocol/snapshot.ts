/**
 * What a device that is new or far behind gets instead of events (P7): people, rooms and members at one position, in parts
 * read in one transaction and applied in one. Streams it does not list are closed.
 */
import * as v from 'valibot';
import { deviceKeySchema, personIdSchema, roomIdSchema, signatureSchema } from '../domain/ids.ts';
import { jsonObjectSchema } from '../domain/json-object.ts';
import { roleSchema } from '../domain/role.ts';
import { roomSchema } from '../domain/room.ts';
import { standingSchema } from '../domain/standing.ts';
import { wallClockSchema } from '../domain/wall-clock.ts';
import { wholeNumber } from '../domain/whole-number.ts';

export const personLinkSchema = v.object({
  /** The author of the command, which is a `device.link` or a `device.vouch`. */
  person: personIdSchema,
  command: jsonObjectSchema,
  signature: signatureSchema,
});
export type PersonLink = v.InferOutput<typeof personLinkSchema>;

export const personEntrySchema = v.object({
  personId: personIdSchema,
  displayName: v.string(),
  role: roleSchema,
  standing: standingSchema,
  standingSince: wallClockSchema,
  devices: v.array(deviceKeySchema),
  /**
   * How each device but the first became this person's: what was signed, by whom, in the order of the log. So a server cannot
   * make its own key somebody's. Those of devices that were revoked are among them: what they said before stays said.
   */
  links: v.optional(v.array(personLinkSchema)),
});
export type PersonEntry = v.InferOutput<typeof personEntrySchema>;

const accessIntervalSchema = v.object({ from: wholeNumber(1), to: v.nullable(wholeNumber(1)) });

export const roomEntrySchema = v.object({
  room: roomSchema,
  /** The last `streamSeq` and `itemNumber` of the room. */
  head: wholeNumber(0),
  itemHead: wholeNumber(0),
  access: v.array(accessIntervalSchema),
});
export type RoomEntry = v.InferOutput<typeof roomEntrySchema>;

export const snapshotPartSchema = v.object({
  people: v.array(personEntrySchema),
  rooms: v.array(roomEntrySchema),
  /** Members of rooms listed in this part or an earlier one; a large room's go on in the next. */
  members: v.array(v.object({ roomId: roomIdSchema, personIds: v.array(personIdSchema) })),
  /** Whom this person does not want to hear; left out where there is nobody. */
  blocked: v.optional(v.array(personIdSchema)),
});
export type SnapshotPart = v.InferOutput<typeof snapshotPartSchema>;
