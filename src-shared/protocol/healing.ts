/**
 * How a device gives back what the server lost (H2, H4): it finds where the server's log and its own part, offers what it holds
 * beyond, gives what is wanted, and says when it has no more.
 */
import * as v from 'valibot';
import { commandIdSchema, epochIdSchema, personIdSchema } from '../domain/ids.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes16Schema } from './bytes.ts';
import { eventFrameSchema } from './event-frame.ts';

/** Offers and events in one request. */
export const maxCutOffers = 64;
export const maxOfferedPieces = 200;

/** An epoch of which events are given: the server may have lost that it ever was, and its events' macs are made with its id. */
const epochSchema = v.object({ epoch: wholeNumber(1), epochId: epochIdSchema });

const offeredPieceSchema = v.object({
  personId: personIdSchema,
  commandId: commandIdSchema,
  epochId: epochIdSchema,
  seq: wholeNumber(1),
  tag: bytes16Schema,
});

/** What became of an event that was given back. */
export const pieceOutcomeSchema = v.picklist([
  /** It is in the log again, or will be when the gate opens. */
  'healed',
  /** The log had it. */
  'held',
  /** What it belongs to is not known yet; the server keeps it until that comes (H6). */
  'parked',
  /** It is not this server's, or not its author's. */
  'refused',
]);
export type PieceOutcome = v.InferOutput<typeof pieceOutcomeSchema>;

export const healingRequests = {
  /** Events that the device holds, at doubling distances back from its end; the newest of them that the log holds, or 0. */
  'healing.cut': {
    params: v.object({
      offers: v.pipe(v.array(v.object({ seq: wholeNumber(1), tag: bytes16Schema })), v.maxLength(maxCutOffers)),
    }),
    result: v.object({ seq: wholeNumber(0) }),
  },
  /** Which of these events the log wants, by their places in the list: each with where it stood in which life of the log. */
  'healing.offer': {
    params: v.object({
      pieces: v.pipe(v.array(offeredPieceSchema), v.maxLength(maxOfferedPieces)),
    }),
    result: v.object({ wanted: v.array(wholeNumber(0)) }),
  },
  /** Events as they came, with the ids of their epochs; outcomes stand in their order. */
  'healing.give': {
    params: v.object({
      epochs: v.pipe(v.array(epochSchema), v.maxLength(maxOfferedPieces)),
      events: v.pipe(v.array(eventFrameSchema), v.maxLength(maxOfferedPieces)),
    }),
    result: v.object({ outcomes: v.array(pieceOutcomeSchema) }),
  },
  /** The device has given all that was wanted. While the gate is closed the server says nothing more, and closes with 4004 when it opens. */
  'healing.done': {
    params: v.object({}),
    result: v.object({ gate: v.picklist(['open', 'closed']) }),
  },
  /** What was lost and came back since the epoch began (H7). */
  'healing.report': {
    params: v.object({}),
    result: v.object({
      epoch: wholeNumber(1),
      /** Whether anything is told; `host` opens only when the host says so. */
      gate: v.picklist(['open', 'closed', 'host']),
      startedAt: wholeNumber(0),
      returned: wholeNumber(0),
      /** Who gave how many, the most first. */
      givers: v.array(v.object({ personId: personIdSchema, events: wholeNumber(1) })),
      /** Events that some device has seen and none has given. */
      missing: wholeNumber(0),
      /** Events that wait for their room or their people. */
      parked: wholeNumber(0),
      /** Private rooms that wait for somebody who was in them lately. */
      closedRooms: wholeNumber(0),
    }),
  },
} as const;
