/** The part of the chat API that is about blocking, reports, and what was done by whoever has power (R26). */
import * as v from 'valibot';
import { auditEntrySchema, auditFilter, type AuditEntry } from '../domain/audit.ts';
import { personIdSchema, reportIdSchema, serverIdSchema, type CommandId } from '../domain/ids.ts';
import {
  maxReportTextCodePoints,
  reportedMessageSchema,
  reportOutcomeSchema,
  reportReasonSchema,
} from '../domain/report.ts';
import type { ReportView } from '../domain/report-view.ts';
import { storableText } from '../domain/text.ts';
import { wholeNumber } from '../domain/whole-number.ts';

const server = { serverId: serverIdSchema };
/** The `next` of the page above. */
const page = { before: v.exactOptional(wholeNumber(1)) };

export const moderationCalls = {
  /** Whom the person does not want to hear: counts on this device at once. */
  'person.setBlock': v.object({ ...server, personId: personIdSchema, isBlocked: v.boolean() }),
  'report.create': v.object({
    ...server,
    personId: personIdSchema,
    message: v.exactOptional(reportedMessageSchema),
    reason: reportReasonSchema,
    text: storableText(maxReportTextCodePoints),
  }),
  'report.close': v.object({ ...server, reportId: reportIdSchema, outcome: reportOutcomeSchema }),
  /** `own`: those that this person made. */
  'report.list': v.object({ ...server, ...page, of: v.picklist(['open', 'closed', 'own']) }),
  'audit.list': v.object({ ...server, ...page, ...auditFilter }),
  /** All that the filter lets through, as the text of a file. */
  'audit.export': v.object({ ...server, ...auditFilter, format: v.picklist(['json', 'csv']) }),
  /** Gives back what the act took, where its entry says that it can be. */
  'audit.undo': v.object({ ...server, entry: auditEntrySchema }),
} as const;

interface Queued {
  readonly commandId: CommandId;
}

export interface ReportPage {
  readonly reports: readonly ReportView[];
  readonly next: number | null;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: number | null;
}

export interface ModerationResults {
  'person.setBlock': Queued;
  'report.create': Queued;
  'report.close': Queued;
  'report.list': ReportPage;
  'audit.list': AuditPage;
  'audit.export': { readonly text: string; readonly entries: number };
  'audit.undo': Queued;
}
