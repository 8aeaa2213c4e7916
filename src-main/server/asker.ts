import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/**
 * Whose what a session asks is counted as: a person's, by all of their devices together, for whoever may add a device could else
 * add rates. Strangers make up keys for nothing, and count by their address.
 */
export function askerOf({ state, isStranger, connection }: Session): string {
  const owner = ownerOf(state);
  return owner === null || isStranger ? connection.remoteAddress : owner.personId;
}
