import * as v from 'valibot';
import { wholeNumber } from '../domain/whole-number.ts';

/** What a server says before or instead of serving: the frame itself was wrong, or the session cannot be. */
export const sessionErrorSchema = v.variant('type', [
  v.object({ type: v.literal('invalid_frame'), problem: v.string() }),
  v.object({ type: v.literal('unexpected_frame'), frame: v.string() }),
  v.object({ type: v.literal('version_unsupported'), versions: v.array(wholeNumber(1)) }),
  v.object({ type: v.literal('proof_wrong') }),
  v.object({ type: v.literal('device_removed') }),
  /** This key alone is let in no more; its person may be in by another (P18). */
  v.object({ type: v.literal('device_revoked') }),
  /** The person may not come in for now (T10). */
  v.object({ type: v.literal('deactivated') }),
  /** Somebody at the door has sent them away (T7). */
  v.object({ type: v.literal('not_let_in') }),
  /** The link by which a device was to become somebody's is none, has run out, or was another device's (P18). */
  v.object({ type: v.literal('link_invalid') }),
  /** Too many strangers wait. */
  v.object({ type: v.literal('door_crowded') }),
  v.object({ type: v.literal('login_timeout') }),
  v.object({ type: v.literal('replaced') }),
]);
export type SessionError = v.InferOutput<typeof sessionErrorSchema>;

export const errorFrameSchema = v.object({ type: v.literal('error'), error: sessionErrorSchema });
export type ErrorFrame = v.InferOutput<typeof errorFrameSchema>;
