import type { Limits } from '#shared/protocol/limits.ts';
import type { Claims } from './claims.ts';
import { crowdedEnd } from './door-crowded.ts';
import { givingWay } from './giving-way.ts';
import type { Knocks } from './knocks.ts';
import type { ServerCounters } from './server-counters.ts';
import type { SessionClosing } from './session-closing.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';

/**
 * Strangers who wait, be it for the door or for the gate, take no room from anybody else: their own number is limited. Where there
 * are so many, who says nothing at the address with the most of them gives way to whoever comes from one with fewer.
 */
export interface DoorRoom {
  /** Whether this stranger may wait; somebody else may have had to go for it. */
  makeFor(session: Session): boolean;
}

export interface DoorRoomOptions {
  readonly registry: Pick<SessionRegistry, 'all'>;
  readonly knocks: Pick<Knocks, 'has'>;
  readonly claims: Pick<Claims, 'has'>;
  readonly closing: SessionClosing;
  readonly counters: ServerCounters;
  readonly limits: Pick<Limits, 'maxPending' | 'maxPendingPerAddress'>;
}

export function createDoorRoom({ registry, knocks, claims, closing, counters, limits }: DoorRoomOptions): DoorRoom {
  /** Nobody has to look at it, and nothing that it asked is on its way. */
  function isSilent(session: Session): boolean {
    const isHeard = session.hasShown || knocks.has(session) || claims.has(session);
    return !isHeard && session.unanswered === 0 && session.unansweredRequests === 0;
  }

  return {
    makeFor: (session) => {
      const waiting = [...registry.all()].filter((other) => other.isStranger && other !== session);
      const here = waiting.filter((other) => addressOf(other) === addressOf(session)).length;
      if (here >= limits.maxPendingPerAddress) return false;
      if (waiting.length < limits.maxPending) return true;
      const silent = givingWay(waiting, { addressOf, mayGo: isSilent, above: here + 1 });
      if (silent === undefined) return false;
      counters.pendingDisplaced += 1;
      closing.close(silent, crowdedEnd);
      return true;
    },
  };
}

function addressOf({ connection }: Session): string {
  return connection.remoteAddress;
}
