import * as v from 'valibot';
import { personIdSchema, roomIdSchema } from './ids.ts';
import { storableText } from './text.ts';
import { wallClockSchema } from './wall-clock.ts';

export const visibilitySchema = v.picklist(['public', 'private']);
/** Who can find and join a channel by themselves. */
export type Visibility = v.InferOutput<typeof visibilitySchema>;

export const historyRuleSchema = v.picklist(['everything', 'joined']);
/** What a member sees of the time before joining: everything, or only what was said from joining on (P6). */
export type HistoryRule = v.InferOutput<typeof historyRuleSchema>;

/** What is known of a room apart from its members. A direct room has no name: people see who is in it. */
export const roomSchema = v.object({
  roomId: roomIdSchema,
  kind: v.picklist(['channel', 'direct']),
  visibility: visibilitySchema,
  history: historyRuleSchema,
  name: v.nullable(v.string()),
  topic: storableText(1000),
  createdBy: personIdSchema,
  createdAt: wallClockSchema,
});
export type Room = v.InferOutput<typeof roomSchema>;

/** At most this many people in a direct room, its opener included. */
export const maxDirectPeople = 20;
