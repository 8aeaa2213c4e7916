import * as v from 'valibot';
import { commandIdSchema, roomIdSchema, type CommandId, type PersonId, type ReportId, type RoomId } from './ids.ts';

/** Why somebody asks owners and moderators to look at a person or a message. */
export const reportReasonSchema = v.picklist(['rude', 'harassing', 'misplaced', 'spam', 'impostor', 'other']);
export type ReportReason = v.InferOutput<typeof reportReasonSchema>;

/** What whoever looked at it did. */
export const reportOutcomeSchema = v.picklist(['none', 'warned', 'deactivated', 'removed', 'banned', 'other']);
export type ReportOutcome = v.InferOutput<typeof reportOutcomeSchema>;

/** What the reporter adds in their own words, in code points. */
export const maxReportTextCodePoints = 500;

/** So many reports of one person may wait at once: what floods the queue hides what is in it. */
export const maxOpenReports = 32;

/** A message, named by what its author can't take back: the command that said it. The author is the person reported. */
export const reportedMessageSchema = v.object({ roomId: roomIdSchema, commandId: commandIdSchema });

/** A report as it was made. */
export interface Report {
  readonly reportId: ReportId;
  readonly reporter: PersonId;
  readonly personId: PersonId;
  /** Null where it is about the person and no one message. */
  readonly message: { readonly roomId: RoomId; readonly commandId: CommandId } | null;
  readonly reason: ReportReason;
  readonly text: string;
}

/** How it ended. */
export interface ReportClosing {
  readonly closedBy: PersonId;
  /** By the server's clock, in milliseconds. */
  readonly closedAt: number;
  readonly outcome: ReportOutcome;
}

/** Whether two reports of one person are about the same. */
export function isSameSubject(
  one: Pick<Report, 'personId' | 'message'>,
  other: Pick<Report, 'personId' | 'message'>,
): boolean {
  return one.personId === other.personId && one.message?.commandId === other.message?.commandId;
}
