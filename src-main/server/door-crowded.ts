import { closeCodes } from '#shared/protocol/close-code.ts';
import type { SessionEnd } from './session-closing.ts';

/** The last thing that a stranger hears for whom there is no room at the door. */
export const crowdedEnd: SessionEnd = {
  code: closeCodes.doorCrowded,
  reason: 'too many wait at the door',
  error: { type: 'door_crowded' },
};
