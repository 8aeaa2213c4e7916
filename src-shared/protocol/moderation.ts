/**
 * What owners and moderators ask about people's doings (R26), and what their own reports came to for everybody else. Reports and
 * blocks are commands; nobody but their makers is sent them.
 */
import * as v from 'valibot';
import { auditEntrySchema, auditFilter, maxAuditEntries } from '../domain/audit.ts';
import { reportViewSchema } from '../domain/report-view.ts';
import { wholeNumber } from '../domain/whole-number.ts';

export const moderationRequests = {
  /**
   * A page of reports, the newest first; `before` is the `next` of the page above. `open` and `closed` are for owners and moderators,
   * without those about the asker; `own` are those that the asker made.
   */
  'report.list': {
    params: v.object({ of: v.picklist(['open', 'closed', 'own']), before: v.optional(wholeNumber(1)) }),
    result: v.object({ reports: v.array(reportViewSchema), next: v.nullable(wholeNumber(1)) }),
  },
  /** A page of what was done, the newest first; for owners. What was done about the asker's own reports is left out. */
  'audit.list': {
    params: v.object({
      ...auditFilter,
      before: v.optional(wholeNumber(1)),
      maxEntries: v.pipe(wholeNumber(1), v.maxValue(maxAuditEntries)),
    }),
    result: v.object({ entries: v.array(auditEntrySchema), next: v.nullable(wholeNumber(1)) }),
  },
} as const;
