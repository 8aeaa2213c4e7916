import { serverStream } from '#shared/domain/stream.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { GateOpening } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { settleWaiting } from './settle-waiting.ts';

/** A device has given all that it holds. */
export function finishHealing({ tables, transactions }: EngineContext, personId: PersonId): 'open' | 'closed' {
  const { epoch, gate } = tables.epochs.current();
  if (gate === 'open') return 'open';
  transactions.run(() => {
    tables.healers.add(epoch, personId);
  });
  return 'closed';
}

/**
 * Opens the gate (H3): when the host says so, or by itself when everything that devices have shown of people, roles and removals
 * is here again and an owner's device has healed (anybody's, where there is no owner). What was given back until then goes into
 * the log in the order of origin. Whether it is open now because of this call.
 */
export function openGate(context: EngineContext, opening: GateOpening): boolean {
  const { tables, transactions, log } = context;
  const { gate, epoch } = tables.epochs.current();
  if (gate === 'open' || (opening === 'healed' && !isHealed(context))) return false;
  const healed = transactions.run(() => {
    tables.epochs.openGate();
    return settleWaiting(context);
  });
  log.info('The gate of the epoch is open.', { epoch, opening, restored: healed.length });
  return true;
}

function isHealed({ tables }: EngineContext): boolean {
  const { gate, epoch } = tables.epochs.current();
  const healers = tables.healers.of(epoch);
  if (gate === 'host' || healers.length === 0) return false;
  const owners = tables.directory
    .people()
    .filter(({ entry }) => entry.role === 'owner' && !entry.isRemoved)
    .map(({ entry }) => entry.personId);
  if (owners.length > 0 && !owners.some((owner) => healers.includes(owner))) return false;
  return tables.shown.of(epoch).every(({ epochId, serverHead, sharedServerHead }) => {
    const missing = Math.max(0, serverHead - sharedServerHead);
    const life = { epochId, stream: serverStream, beyond: sharedServerHead, upTo: serverHead };
    return tables.pieces.countInStream(life) === missing;
  });
}
