import type { Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Outgoing } from './outgoing.ts';
import { tellPosition, type PublishedHead } from './published-head.ts';
import { repeat } from './repeat.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface IdlePositionsOptions {
  readonly clock: Clock;
  readonly registry: SessionRegistry;
  readonly outgoing: Outgoing;
  readonly head: PublishedHead;
  readonly limits: Pick<Limits, 'idlePositionMs'>;
}

/** Tells live sessions that got nothing for a while how far the log is, so that they have less to replay (D7). Returns its undo. */
export function tellIdlePositions({ clock, registry, outgoing, head, limits }: IdlePositionsOptions): () => void {
  return repeat({ clock, intervalMs: limits.idlePositionMs }, () => {
    for (const session of registry.all()) tellPosition({ outgoing, head }, session);
  });
}
