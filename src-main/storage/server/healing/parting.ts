import type { Epoch } from '#shared/domain/epoch.ts';
import type { Origin } from '#shared/domain/event.ts';
import type { ServerTables } from '../server-tables.ts';
import type { SharedPart } from './shared-part.ts';

/**
 * The last `seq` that the log shares with another life of it. A copy is put in place while nothing has it open, so the two parted
 * where the log ended at an opening: at the last before an epoch of that number could have begun, or, in the same epoch, before the
 * log went on when nobody had noticed. `below`: the log is known to have something else, or nothing, at that `seq`.
 */
export function partingOf(
  { epochs, openings }: Pick<ServerTables, 'epochs' | 'openings'>,
  life: Epoch,
  below = Infinity,
): number {
  const isOwn = epochs.epochId(life.epoch) === life.epochId;
  const end = epochs.endOf(isOwn ? life.epoch : life.epoch - 1);
  return openings.lastUpTo(Math.max(0, Math.min(end, below - 1)));
}

/** The same, as far as devices have shown that the two parted earlier. */
function sharedWith(tables: Pick<ServerTables, 'epochs' | 'openings' | 'shown'>, life: Epoch): number {
  return tables.shown.find(life.epochId)?.sharedSeq ?? partingOf(tables, life);
}

/**
 * The same with the life from which an event came back, and with that in which it stood first, as far as that is known: a log may have
 * had another life of that number.
 */
export function sharedWithBoth(
  tables: Pick<ServerTables, 'epochs' | 'openings' | 'shown'>,
  place: Epoch & Pick<Origin, 'seq'>,
  origin: Origin,
): SharedPart {
  const firstId = origin.epoch === place.epoch ? null : tables.epochs.epochId(origin.epoch);
  const places = firstId === null ? [place] : [place, { ...origin, epochId: firstId }];
  const least = Math.min(...places.map((each) => sharedWith(tables, each)));
  const most = Math.min(...places.map((each) => partingOf(tables, each, each.seq)));
  return { least, most: Math.max(least, most) };
}
