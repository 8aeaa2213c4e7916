/** Signals are not answered and not logged (P1); one that a side does not know is ignored. */
import * as v from 'valibot';
import { personIdSchema, roomIdSchema } from '../domain/ids.ts';
import { devicePresenceSchema, presenceStateSchema } from '../domain/presence.ts';
import { jsonObjectSchema } from '../domain/json-object.ts';
import { readMarkerSchema } from '../domain/read-marker.ts';
import { maxWallClock, wallClockSchema } from '../domain/wall-clock.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { deviceNameSchema } from './claim.ts';
import { limits } from './limits.ts';
import { positionSchema } from './position.ts';

/**
 * This device has committed everything up to the position. At most once a second. The rest is what only the device knows, told
 * with the first of a session and when it is another: `holes`, how many it has found in what it was sent, and mended (D8), and
 * `starts`, how often the program was started on its database, both since that database began; `clockOffsetMs`, how far its
 * clock is ahead of the server's by its last `clock.read`, negative when behind, 0 where that question could not tell.
 */
const acknowledgementSchema = v.object({
  position: positionSchema,
  holes: v.optional(v.object({ found: wholeNumber(0), mended: wholeNumber(0) })),
  starts: v.optional(wholeNumber(0)),
  clockOffsetMs: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(-maxWallClock), v.maxValue(maxWallClock))),
});
export type Acknowledgement = v.InferOutput<typeof acknowledgementSchema>;
/** What a device says of itself with a position. */
export type DeviceNotes = Omit<Acknowledgement, 'position'>;

export const clientSignals = {
  ack: acknowledgementSchema,
  'presence.set': v.object({ state: devicePresenceSchema }),
  /** What is on this device's screen: the presence of these people, and of those in these rooms, is told sooner (P20). */
  'presence.watch': v.object({
    roomIds: v.pipe(v.array(roomIdSchema), v.maxLength(limits.maxWatchedRooms)),
    personIds: v.pipe(v.array(personIdSchema), v.maxLength(limits.maxWatchedPeople)),
    /** A list of everybody is open. */
    everybody: v.boolean(),
  }),
  /** What this device is called: told once the session is active, to its person and to owners (P18). */
  'device.setName': v.object({ name: deviceNameSchema }),
  /** The person at this device types in the room, or no longer does; said again while they go on (P21). */
  'typing.set': v.object({ roomId: roomIdSchema, isTyping: v.boolean() }),
} as const;
export type ClientSignalName = keyof typeof clientSignals;
export type ClientSignal = {
  [Name in ClientSignalName]: { readonly name: Name; readonly params: v.InferOutput<(typeof clientSignals)[Name]> };
}[ClientSignalName];

export const serverSignals = {
  /** `[personId, state, lastSeenAt]`, the last in milliseconds of the server's clock, null while not offline or not known. */
  presence: v.object({
    people: v.array(v.tuple([personIdSchema, presenceStateSchema, v.nullable(wallClockSchema)])),
  }),
  /** `delivered`: `[personId, seq]`, a device of the person has committed the log up to `seq`; `read`: `[roomId, personId, itemNumber]`. */
  receipts: v.object({
    delivered: v.array(v.tuple([personIdSchema, wholeNumber(0)])),
    read: v.array(v.tuple([roomIdSchema, personIdSchema, wholeNumber(0)])),
  }),
  /** To owners and moderators: how many strangers wait at the door. */
  knocks: v.object({ waiting: wholeNumber(0) }),
  /** To a person's devices: how many wait that say they are another of theirs. */
  claims: v.object({ waiting: wholeNumber(0) }),
  /** To owners and moderators: how many reports wait, without those about themselves. */
  reports: v.object({ open: wholeNumber(0) }),
  /** Another device of this person moved a marker. */
  marker: readMarkerSchema,
  /** Who else is typing in a room that is on the screen, in the order in which they began; replaces what was said before. */
  typing: v.object({
    roomId: roomIdSchema,
    personIds: v.pipe(v.array(personIdSchema), v.maxLength(limits.maxTypingPeople)),
  }),
} as const;

export const signalFrameSchema = v.object({
  type: v.literal('signal'),
  name: v.pipe(v.string(), v.maxLength(64)),
  params: jsonObjectSchema,
});
export type SignalFrame = v.InferOutput<typeof signalFrameSchema>;
