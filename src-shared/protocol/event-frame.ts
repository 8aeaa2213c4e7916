/**
 * What the log sends. An event frame is the same bytes for every recipient (D8): the author's command as it came, the
 * server's header and mac, the author's signature, in RFC 8785 form.
 */
import * as v from 'valibot';
import { commandEnvelopeSchema } from '../domain/command.ts';
import { eventHeaderSchema } from '../domain/event.ts';
import { personIdSchema } from '../domain/ids.ts';
import { roomSchema } from '../domain/room.ts';
import { streamSchema } from '../domain/stream.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes16Schema, bytes64Schema } from './bytes.ts';
import { positionSchema } from './position.ts';

export const eventFrameSchema = v.object({
  type: v.literal('event'),
  header: eventHeaderSchema,
  command: commandEnvelopeSchema,
  signature: bytes64Schema,
  mac: bytes16Schema,
});
export type EventFrame = v.InferOutput<typeof eventFrameSchema>;

/**
 * The place of an event that this person may not see (P6, H5): it counts in the stream, and says nothing of what was said. Only
 * healed events have such places.
 */
export const bareEventSchema = v.object({
  type: v.literal('event.bare'),
  header: eventHeaderSchema,
  mac: bytes16Schema,
});
export type BareEvent = v.InferOutput<typeof bareEventSchema>;

/**
 * A stream begins for this person (P6): its state as of `asOf`, from where it may be read, and its head before the event
 * that opened it. What lies from `from` to `head` is read in pages when it is wanted.
 */
export const streamOpenedSchema = v.object({
  type: v.literal('stream.opened'),
  stream: streamSchema,
  seq: wholeNumber(0),
  asOf: wholeNumber(0),
  from: wholeNumber(1),
  head: wholeNumber(0),
  itemHead: wholeNumber(0),
  room: roomSchema,
  members: v.array(personIdSchema),
});
export type StreamOpened = v.InferOutput<typeof streamOpenedSchema>;

/** Everything up to here has been sent: commit it together with the events before it (D6). */
export const positionFrameSchema = v.object({ type: v.literal('position'), position: positionSchema });
export type PositionFrame = v.InferOutput<typeof positionFrameSchema>;

/** More members of a stream just opened, when one frame could not hold them all. */
export const streamMembersSchema = v.object({
  type: v.literal('stream.members'),
  stream: streamSchema,
  members: v.array(personIdSchema),
});
export type StreamMembers = v.InferOutput<typeof streamMembersSchema>;
