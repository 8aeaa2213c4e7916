import type { RequestResult } from '#shared/protocol/request.ts';
import type { EngineContext } from '../engine-context.ts';
import { missingOf } from './missing.ts';

/** What came back since the epoch began, from whom, and what is known to be missing (H7). */
export function healingReport({ tables }: EngineContext): RequestResult<'healing.report'> {
  const { epoch, gate, startedAt } = tables.epochs.current();
  const givers = tables.pieces.givers(epoch);
  const missing = tables.shown.of(epoch).map((life) => missingOf(tables, life));
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
