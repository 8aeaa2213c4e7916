import type { Epoch } from '#shared/domain/epoch.ts';
import type { ServerTables } from '../server-tables.ts';

/**
 * The last `seq` that the log shares with another life of it. A copy is put in place while nothing has it open, so the two parted
 * where the log ended at an opening: where an epoch of that number could have begun, or, in the same epoch, where the log went on
 * last before anybody had noticed.
 */
export function partingOf({ epochs, openings }: Pick<ServerTables, 'epochs' | 'openings'>, life: Epoch): number {
  const isOwn = epochs.epochId(life.epoch) === life.epochId;
  return isOwn ? openings.lastUpTo(epochs.endOf(life.epoch)) : epochs.endOf(life.epoch - 1);
}

/** The same, as far as devices have shown that the two have more in common. */
export function sharedWith(tables: Pick<ServerTables, 'epochs' | 'openings' | 'shown'>, life: Epoch): number {
  return tables.shown.find(life.epochId)?.sharedSeq ?? partingOf(tables, life);
}
