import * as v from 'valibot';

/**
 * Whether a person may come in (T10): while they may not, none of their keys does, knocks or asks by an invite. Who is `deactivated`
 * keeps the name until they are let back. Who is `removed` or `banned` is out, and keeps the name for 30 days. Who is removed can be taken
 * back at any time; a ban is for good once it is 30 days old. Whoever is not active lets nobody in, by no invite that they made. Who is out sees nothing of what is said in private rooms
 * meanwhile, also when they are back (P6); who is deactivated is listed in them all the while, and does.
 */
export const standingSchema = v.picklist(['active', 'deactivated', 'removed', 'banned']);
export type Standing = v.InferOutput<typeof standingSchema>;

/** So long an act can be undone and a ban taken back, and so long who is out keeps the name, in milliseconds. */
export const undoableMs = 30 * 24 * 60 * 60 * 1000;

/** Whether the person is out, and stays out unless somebody takes that back. */
export function isOut(standing: Standing): standing is 'removed' | 'banned' {
  return standing === 'removed' || standing === 'banned';
}
