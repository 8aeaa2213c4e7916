import type { EpochId } from '#shared/domain/ids.ts';
import type { ShownByDevice } from '../../event-log.ts';
import type { PositionStanding } from '../../position-standing.ts';
import type { EngineContext } from '../engine-context.ts';

export interface Standing {
  readonly type: PositionStanding;
  /** The life of the log that the position is of; null where this server never made it. */
  readonly epochId: EpochId | null;
}

/** What a position says of the log (H1). */
export function standingOf({ tables, positions }: EngineContext, { position, epochId }: ShownByDevice): Standing {
  const { epochs } = tables;
  const known = epochs.epochId(position.epoch);
  const claimed = epochId ?? known;
  if (claimed === null || !positions.isAuthentic(position, claimed)) return { type: 'forged', epochId: null };
  const current = epochs.current();
  if (claimed !== known) return { type: position.epoch < current.epoch ? 'lost' : 'otherLife', epochId: claimed };
  const isCurrent = claimed === current.epochId;
  if (positions.isHeld(position)) return { type: isCurrent ? 'held' : 'earlier', epochId: claimed };
  return { type: isCurrent ? 'rolledBack' : 'lost', epochId: claimed };
}
