import * as v from 'valibot';
import type { MessageId, PersonId, RoomId } from './ids.ts';
import { messageTextSchema } from './text.ts';

/** What a message holds: a tagged union that grows by new tags, not by a new version of the protocol. */
export const contentSchema = v.variant('type', [v.object({ type: v.literal('text'), text: messageTextSchema })]);
export type Content = v.InferOutput<typeof contentSchema>;

/** A message as it stands in a room. */
export interface Message {
  readonly messageId: MessageId;
  readonly roomId: RoomId;
  readonly author: PersonId;
  readonly content: Content;
  /** The author's wall clock in milliseconds when it was written: shown, never ordered by. */
  readonly writtenAt: number;
}
