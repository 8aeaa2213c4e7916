import type { EpochId } from '#shared/domain/ids.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Gate } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';

const epochIdBytes = 16;

/** Begins another life of the log, behind a gate (H1, H3). Its number is above every one that was ever shown. */
export function beginEpoch(
  { tables, random, clock, log }: EngineContext,
  { shownEpoch, gate }: { readonly shownEpoch: number; readonly gate: Exclude<Gate, 'open'> },
): void {
  const { epochs, events, openings } = tables;
  const before = epochs.current();
  const epoch = Math.max(before.epoch, shownEpoch) + 1;
  // What only the host could open stays so: the copies of the server are still two.
  const kept = before.gate === 'host' ? 'host' : gate;
  openings.goOn(events.lastSeq());
  epochs.begin({
    epoch,
    epochId: toBase32(random.bytes(epochIdBytes)) as EpochId,
    firstSeq: events.lastSeq() + 1,
    gate: kept,
    startedAt: clock.now(),
  });
  // What was not taken into account yet is still to come.
  if (before.gate !== 'open') tables.shown.carryOver(before.epoch, epoch);
  tables.closedRooms.closeAll(epoch);
  log.warn('The log is behind what was acknowledged: a new epoch begins.', {
    epoch,
    headSeq: events.lastSeq(),
    gate: kept,
  });
}
