import type { PersonId } from '#shared/domain/ids.ts';
import type { FinishedHealing, GateOpening, HealedDevice, ShownByDevice } from '../../event-log.ts';
import type { EngineContext } from '../engine-context.ts';
import { positionFrameText } from '../event-text.ts';
import { areInvitesInDoubt, endInviteDoubt } from './invite-doubt.ts';
import { missingOfServer } from './missing.ts';
import { openAllRooms, openRoomsOf } from './open-rooms.ts';
import { standingOf } from './standing.ts';
import { settleOpened, settleWaiting } from './settle-waiting.ts';

/** A device has given all that it holds; that opens private rooms of its person where it had seen more than the log has. */
export function finishHealing(context: EngineContext, { personId, beyond }: HealedDevice): FinishedHealing {
  const { tables, transactions, positions } = context;
  const { epoch, gate } = tables.epochs.current();
  if (gate === 'open' && beyond === null && tables.closedRooms.all().length === 0)
    return { gate: 'open', opened: [], healed: null };
  return transactions.run(() => {
    tables.healers.add(epoch, { personId, lifeEpoch: lifeSeen(context, beyond) });
    if (beyond !== null) noteGiven(context, beyond);
    if (gate !== 'open') return { gate: 'closed', opened: [], healed: null };
    const opened = openRoomsOf(context);
    if (opened.length === 0) return { gate, opened, healed: null };
    // What came back for them waited until now.
    const appended = settleOpened(context, opened);
    const headSeq = tables.events.lastSeq();
    return { gate, opened, healed: { appended, headSeq, positionFrame: positionFrameText(positions.at(headSeq)) } };
  });
}

/** The epoch of the life in which the device had seen more than the log has; null where it had not. */
function lifeSeen({ positions }: EngineContext, beyond: ShownByDevice | null): number | null {
  return beyond === null || positions.isTagHeld(beyond.position) ? null : beyond.position.epoch;
}

function noteGiven(context: EngineContext, beyond: ShownByDevice): void {
  const { epochId } = standingOf(context, beyond);
  if (epochId !== null) context.tables.shown.raiseGiven(epochId, beyond.position);
}

/**
 * Opens the gate (H3): when the host says so, or by itself when everything that devices have shown of people, roles and removals
 * is here again and an owner's device has healed (anybody's, where there is no owner). What was given back until then goes into
 * the log in the order of origin. The host also ends what waits behind an open gate. Whether anything is open now because of this call.
 */
export function openGate(context: EngineContext, opening: GateOpening): boolean {
  const { tables, transactions, log } = context;
  const { gate, epoch } = tables.epochs.current();
  const isHost = opening === 'host';
  if (gate === 'open' && !(isHost && isAnythingToGoOn(context))) return false;
  // Whoever has seen more may still be on the way.
  if (opening === 'healed' && !isAnythingLost(context)) return false;
  if (!isHost && !isHealed(context)) return false;
  const healed = transactions.run(() => {
    tables.epochs.openGate();
    if (isHost) endInviteDoubt(context);
    const settled = settleWaiting(context, 'all', 'untold');
    // Who is in a closed room is what the log knew: what came back for it still waits.
    const opened = isHost ? openAllRooms(context) : openRoomsOf(context);
    return [...settled, ...settleOpened(context, opened, 'untold')];
  });
  log.info('The gate of the epoch is open.', { epoch, opening, returned: healed.length });
  return true;
}

/** Whether anything waits, behind an open gate, for which the host need not. */
function isAnythingToGoOn(context: EngineContext): boolean {
  return context.tables.closedRooms.all().length > 0 || areInvitesInDoubt(context);
}

function isAnythingLost({ tables }: EngineContext): boolean {
  const { epoch } = tables.epochs.current();
  return tables.shown.latestLost({ below: Infinity, shownSince: epoch }) > 0 || tables.pieces.isAnyTakenIn(epoch);
}

function isHealed({ tables }: EngineContext): boolean {
  const { gate, epoch } = tables.epochs.current();
  const healers = tables.healers.of(epoch).filter((personId) => isKnown(tables, personId));
  if (gate === 'host' || healers.length === 0) return false;
  const owners = tables.directory
    .people()
    .filter(({ entry }) => entry.role === 'owner' && entry.standing === 'active')
    .map(({ entry }) => entry.personId);
  if (owners.length > 0 && !owners.some((owner) => healers.includes(owner))) return false;
  return tables.shown.of(epoch).every((life) => missingOfServer(tables, life) === 0);
}

/** Whether this is somebody of the log, or of what it lost: a new key that shows somebody else's position opens no gate. */
function isKnown({ people, pieces }: EngineContext['tables'], personId: PersonId): boolean {
  return people.byId(personId) !== null || pieces.isOf(personId);
}
