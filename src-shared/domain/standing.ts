import * as v from 'valibot';

/**
 * Whether a person may come in (T10). Who is `deactivated` stays in every room and keeps the name until they are let back; who
 * is `removed` or `banned` is out, can be taken back for 30 days, and the name is kept for as long. A ban is meant for good: nobody
 * admits that person anew under another key.
 */
export const standingSchema = v.picklist(['active', 'deactivated', 'removed', 'banned']);
export type Standing = v.InferOutput<typeof standingSchema>;

/** So long what was taken from a person can be given back, in milliseconds. */
export const undoableMs = 30 * 24 * 60 * 60 * 1000;

/** Whether the person is out, and stays out unless somebody takes that back. */
export function isOut(standing: Standing): boolean {
  return standing === 'removed' || standing === 'banned';
}
