import type { EpochId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { ShownByDevice } from '../../event-log.ts';
import { endsEpoch, isBehind, type PositionStanding } from '../../position-standing.ts';
import type { EngineContext } from '../engine-context.ts';
import { beginEpoch } from './begin-epoch.ts';
import { partingOf } from './parting.ts';
import { standingOf } from './standing.ts';

/** What a device's position says, taken note of: it may be what shows that the log lost something (H1). */
export function showPosition(context: EngineContext, shown: ShownByDevice): PositionStanding {
  const { type, epochId } = standingOf(context, shown);
  if (!isBehind(type) || epochId === null) return type;
  context.transactions.run(() => {
    const gate = type === 'otherLife' ? 'host' : 'closed';
    if (endsEpoch(type)) beginEpoch(context, { shownEpoch: shown.position.epoch, gate });
    takeNote(context, shown.position, epochId);
    context.tables.shown.noteDevice(epochId);
  });
  return type;
}

/** Remembers the furthest that was shown of a life: so much is known to have been (H7). */
export function takeNote({ tables, positions }: EngineContext, position: Position, epochId: EpochId): void {
  const { shown, epochs } = tables;
  const { epoch, seq, serverHead } = position;
  const known = shown.find(epochId);
  const furthest = known !== null && known.seq >= seq ? known : { epoch, epochId, seq, serverHead };
  // It may name an event that both have: then nothing of that life came after it that this log knows of.
  const below = positions.isTagHeld(position) ? Infinity : seq;
  const parting = Math.min(seq, partingOf(tables, { epoch, epochId }, below));
  // What was shown before is lowered by a position that the log does not hold, and by no other.
  const sharedSeq = known === null || known.sharedSeq >= below ? parting : known.sharedSeq;
  const sharedServerHead = known?.sharedSeq === sharedSeq ? known.sharedServerHead : positions.serverHeadAt(sharedSeq);
  shown.put({ ...furthest, sharedSeq, sharedServerHead }, epochs.current().epoch);
}
