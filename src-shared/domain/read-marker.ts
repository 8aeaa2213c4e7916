import * as v from 'valibot';
import { roomIdSchema } from './ids.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * How far a person has read a room, in item numbers (P19): `readUpTo` only rises and feeds receipts; `unreadFrom` is set by
 * *mark as unread*, the last one wins, null when nothing is marked.
 */
export const readMarkerSchema = v.object({
  roomId: roomIdSchema,
  readUpTo: wholeNumber(0),
  unreadFrom: v.nullable(wholeNumber(1)),
});
export type ReadMarker = v.InferOutput<typeof readMarkerSchema>;
