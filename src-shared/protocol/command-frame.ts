/**
 * A command on its way: `{"command":…,"signature":…,"type":"command"}` in RFC 8785 form, byte for byte (P9). The signed
 * bytes are therefore a slice of the frame, and the reader needs no second encoding to find them.
 */
import * as v from 'valibot';
import { commandEnvelopeSchema } from '../domain/command.ts';
import { eventHeaderSchema } from '../domain/event.ts';
import { commandIdSchema, outboxIdSchema, roomIdSchema } from '../domain/ids.ts';
import { refusalSchema } from '../domain/refusal.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes16Schema, bytes64Schema } from './bytes.ts';

// Strict, unlike every other frame: a fourth key would move the slice of signed bytes, and stand in the event beside the header.
export const commandFrameSchema = v.strictObject({
  type: v.literal('command'),
  command: commandEnvelopeSchema,
  signature: bytes64Schema,
});
export type CommandFrame = v.InferOutput<typeof commandFrameSchema>;

const framePrefix = '{"command":';
const signatureLength = 86;
const frameSuffixLength = ',"signature":"'.length + signatureLength + '","type":"command"}'.length;

/** The frame for a command already in canonical form. */
export function formatCommandFrame(canonicalCommand: string, signature: string): string {
  return `${framePrefix}${canonicalCommand},"signature":"${signature}","type":"command"}`;
}

/** The signed text inside a frame that is known to be canonical. */
export function signedTextOf(canonicalFrame: string): string {
  return canonicalFrame.slice(framePrefix.length, canonicalFrame.length - frameSuffixLength);
}

/** The command is in the log, or what it asks for is so already: then there is neither header nor mac (P15). */
export const acceptedSchema = v.object({
  type: v.literal('accepted'),
  commandId: commandIdSchema,
  number: wholeNumber(1),
  header: v.optional(eventHeaderSchema),
  mac: v.optional(bytes16Schema),
  roomId: v.optional(roomIdSchema),
  /** Of a repeat that was signed anew since: how the command was signed that is in the log (P14, P15). */
  signed: v.optional(v.object({ number: wholeNumber(1), outboxId: outboxIdSchema, signature: bytes64Schema })),
});
export type Accepted = v.InferOutput<typeof acceptedSchema>;

/** Why a command was not taken this time; nothing was stored and the number is still free (D3, P14). */
export const temporaryRefusalSchema = v.variant('type', [
  v.object({ type: v.literal('out_of_order'), expected: wholeNumber(1) }),
  v.object({ type: v.literal('number_used'), expected: wholeNumber(1) }),
  v.object({ type: v.literal('overloaded'), retryAfterMs: wholeNumber(0) }),
  v.object({ type: v.literal('window_exceeded'), maxUnanswered: wholeNumber(1) }),
  v.object({ type: v.literal('disk_full') }),
  v.object({ type: v.literal('storage_failed') }),
  v.object({ type: v.literal('stopping') }),
  /** The server gathers what it lost, and takes nothing new before that (H3). */
  v.object({ type: v.literal('healing') }),
]);
export type TemporaryRefusal = v.InferOutput<typeof temporaryRefusalSchema>;

/** `isFinal`: the refusal is stored and used the number up; otherwise the same command may be sent again. */
export const refusedSchema = v.variant('isFinal', [
  v.object({
    type: v.literal('refused'),
    isFinal: v.literal(true),
    commandId: commandIdSchema,
    number: wholeNumber(1),
    error: refusalSchema,
  }),
  v.object({
    type: v.literal('refused'),
    isFinal: v.literal(false),
    commandId: commandIdSchema,
    number: wholeNumber(1),
    // The door's refusals (P18) leave the number free too, and say what `decide` would.
    error: v.union([temporaryRefusalSchema, refusalSchema]),
  }),
]);
export type Refused = v.InferOutput<typeof refusedSchema>;
