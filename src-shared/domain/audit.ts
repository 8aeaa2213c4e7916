import * as v from 'valibot';
import { actRefSchema } from './act.ts';
import { doorSchema } from './door.ts';
import {
  commandIdSchema,
  deviceKeySchema,
  inviteIdSchema,
  personIdSchema,
  reportIdSchema,
  roomIdSchema,
} from './ids.ts';
import { reportOutcomeSchema } from './report.ts';
import { personRoleSchema } from './role.ts';
import { standingSchema } from './standing.ts';
import { wallClockSchema } from './wall-clock.ts';
import { wholeNumber } from './whole-number.ts';

/** The events that owners can look up (R26): who came in and how, who was given or lost what, and what was closed. */
export const auditKindSchema = v.picklist([
  'person.admitted',
  'person.roleSet',
  'person.standingSet',
  'server.doorSet',
  'knock.accepted',
  'device.banSet',
  'device.linked',
  'device.vouched',
  'device.revoked',
  'invite.created',
  'invite.revoked',
  'invite.accepted',
  'room.renamed',
  'room.memberRemoved',
  'report.closed',
]);
export type AuditKind = v.InferOutput<typeof auditKindSchema>;
export const auditKinds = auditKindSchema.options;

/** What an act set, or what giving it back would set again. */
const settings = {
  role: v.optional(personRoleSchema),
  standing: v.optional(standingSchema),
  door: v.optional(doorSchema),
  openUntil: v.optional(wallClockSchema),
  isBanned: v.optional(v.boolean()),
  isRevoked: v.optional(v.boolean()),
};

/** How an act can be given back: what stood before it, and until when, by the server's clock; without, it can at any time. */
export const auditUndoSchema = v.object({ until: v.optional(wallClockSchema), ...settings });
export type AuditUndo = v.InferOutput<typeof auditUndoSchema>;
export type AuditSetting = Omit<AuditUndo, 'until'>;

/** One act, as its signed event says: who did what, to whom or what, and when. */
export const auditEntrySchema = v.object({
  seq: wholeNumber(1),
  at: wallClockSchema,
  kind: auditKindSchema,
  personId: personIdSchema,
  commandId: commandIdSchema,
  /** Whom it was about. */
  subject: v.optional(personIdSchema),
  device: v.optional(deviceKeySchema),
  inviteId: v.optional(inviteIdSchema),
  roomId: v.optional(roomIdSchema),
  reportId: v.optional(reportIdSchema),
  ...settings,
  outcome: v.optional(reportOutcomeSchema),
  /** The name or note that was given, without what cannot be seen (T8). */
  text: v.optional(v.string()),
  /** The act that this one gives back. */
  undoes: v.optional(actRefSchema),
  /** Left out where nothing can be given back: something later stands, or it is none of those. */
  undo: v.optional(auditUndoSchema),
  isUndone: v.boolean(),
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;

/** Which acts are asked for; what is left out does not matter. */
export const auditFilter = {
  /** Who did it, or whom it was about. */
  personId: v.optional(personIdSchema),
  kinds: v.optional(v.array(auditKindSchema)),
  /** By the server's clock, in milliseconds, both included. */
  from: v.optional(wallClockSchema),
  to: v.optional(wallClockSchema),
};
const auditFilterSchema = v.object(auditFilter);
export type AuditFilter = v.InferOutput<typeof auditFilterSchema>;

/** The most that one page holds. */
export const maxAuditEntries = 100;
