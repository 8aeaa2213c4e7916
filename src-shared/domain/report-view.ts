import * as v from 'valibot';
import { commandIdSchema, personIdSchema, reportIdSchema, roomIdSchema } from './ids.ts';
import { reportOutcomeSchema, reportReasonSchema } from './report.ts';
import { wallClockSchema } from './wall-clock.ts';

/** A report as it is told to whoever may know of it: to owners and moderators who are not the reported, and to who made it. */
export const reportViewSchema = v.object({
  reportId: reportIdSchema,
  reporter: personIdSchema,
  personId: personIdSchema,
  /** What it is about, where that is a message. Its words are the log's, cut to 160 units of UTF-16; null to who made the report. */
  message: v.nullable(
    v.object({
      roomId: roomIdSchema,
      commandId: commandIdSchema,
      roomName: v.nullable(v.string()),
      text: v.nullable(v.string()),
      at: v.nullable(wallClockSchema),
    }),
  ),
  reason: reportReasonSchema,
  text: v.string(),
  createdAt: wallClockSchema,
  /** Null while nobody has closed it. Who did is not told to who made it. */
  closing: v.nullable(
    v.object({ closedBy: v.nullable(personIdSchema), closedAt: wallClockSchema, outcome: reportOutcomeSchema }),
  ),
});
export type ReportView = v.InferOutput<typeof reportViewSchema>;
