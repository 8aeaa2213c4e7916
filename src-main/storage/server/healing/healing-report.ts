import type { RequestResult } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';
import type { ShownPosition } from './shown-position-table.ts';

/** What came back since the epoch began, from whom, and what is known to be missing (H7). */
export function healingReport(context: EngineContext): RequestResult<'healing.report'> {
  const { tables } = context;
  const { epoch, gate, startedAt } = tables.epochs.current();
  const givers = tables.pieces.givers(epoch);
  const missing = tables.shown
    .of(epoch)
    .map((life) => Math.max(0, life.seq - life.sharedSeq - cameBack(context, life)));
  return {
    epoch,
    gate,
    startedAt,
    returned: givers.reduce((sum, { events }) => sum + events, 0),
    givers,
    missing: missing.reduce((sum, count) => sum + count, 0),
    parked: tables.pieces.waitingCount(),
    closedRooms: tables.closedRooms.all().length,
  };
}

/** Of a life from which no device has come: what earlier ones gave that lay in it. */
function cameBack({ tables }: EngineContext, { epochId, epoch, sharedSeq, seq }: ShownPosition): number {
  const { givenPlaces, pieces } = tables;
  return givenPlaces.isAnyOf(epochId)
    ? givenPlaces.countTaken({ epochId, after: sharedSeq, upTo: seq })
    : pieces.countBetween(sharedSeq, seq, epoch);
}
