import type { PersonId } from '../domain/ids.ts';

/** The present life of a server's log, and what came back in it of what was lost before (H7). */
export interface HealingStatus {
  readonly epoch: number;
  /** `closed`: the server gathers what it lost, and goes on by itself; `host`: only when the host says so (H3). */
  readonly gate: 'open' | 'closed' | 'host';
  /** By the server's clock, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Events that are in the log again. */
  readonly returned: number;
  /** Who gave how many, the most first. */
  readonly givers: readonly { readonly personId: PersonId; readonly events: number }[];
  /** Events that some device has seen and none has given. */
  readonly missing: number;
  /** Events that wait for their room or their people. */
  readonly parked: number;
  /** Private rooms that wait for somebody who was in them lately. */
  readonly closedRooms: number;
}

/** Whether something waits that only a device or the host can bring on. */
export function isWaiting({ gate, closedRooms }: Pick<HealingStatus, 'gate' | 'closedRooms'>): boolean {
  return gate !== 'open' || closedRooms > 0;
}
