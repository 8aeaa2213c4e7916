/** What people are on a server and whether they may come in (T9, T10), decided on the person whom it is about. */
import { err, ok } from '../../result.ts';
import type { PersonId } from '../ids.ts';
import { nameKey } from '../name.ts';
import { canGive, isAllowed, isAllowedTo, type Action } from '../permission.ts';
import type { Person } from '../person.ts';
import { isOut, undoableMs, type Standing } from '../standing.ts';
import { serverStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';
import { decideUndo } from './undo.ts';

/** Owners may step down by themselves, where another one is left. */
export function decideSetRole(state: DecideState, { author, command }: AuthoredSubmission<'person.setRole'>): Verdict {
  const { personId, role } = command.body;
  const action = 'person.setRole';
  if (!isAllowed(author.role, action)) return err({ type: 'not_allowed', action });
  const person = state.person(personId);
  if (person === null) return err({ type: 'person_not_found', personId });
  const isSelf = personId === author.personId;
  const isAllowedHere = isAllowedTo(author.role, action, person.role) && canGive(author.role, role);
  if (!isAllowedHere || (isSelf && author.role !== 'owner')) return err({ type: 'not_allowed', action });
  const undo = decideUndo(state, command);
  if (!undo.ok) return undo;
  if (person.role === role) return ok({ stream: null });
  if (role === 'owner' && isWithoutDevice(state, personId)) return err({ type: 'last_device' });
  return isLastOwner(state, person) ? err({ type: 'last_owner' }) : ok({ stream: serverStream });
}

/** Whether they have lost the last one: an owner who cannot come in would leave the server to nobody. */
function isWithoutDevice(state: DecideState, personId: PersonId): boolean {
  const devices = state.devicesOf(personId);
  return devices.length > 0 && devices.every(({ isRevoked }) => isRevoked);
}

const actionOf: Readonly<Record<Standing, Action>> = {
  active: 'person.restore',
  deactivated: 'person.deactivate',
  removed: 'person.remove',
  banned: 'person.ban',
};

export function decideSetStanding(
  state: DecideState,
  { author, command }: AuthoredSubmission<'person.setStanding'>,
): Verdict {
  const { personId, standing } = command.body;
  const action = actionOf[standing];
  if (!isAllowed(author.role, action)) return err({ type: 'not_allowed', action });
  const person = state.person(personId);
  if (person === null) return err({ type: 'person_not_found', personId });
  const isSelf = personId === author.personId;
  if (isSelf || !isAllowedTo(author.role, action, person.role)) return err({ type: 'not_allowed', action });
  const undo = decideUndo(state, command);
  if (!undo.ok) return undo;
  if (person.standing === standing) return ok({ stream: null });
  if (isLastOwner(state, person)) return err({ type: 'last_owner' });
  const isLong = state.wallNow() >= person.standingSince + undoableMs;
  if (isLong && person.standing === 'banned') return err({ type: 'too_late' });
  // Who is out for so long has lost the name to whoever wants it.
  if (isLong && isOut(person.standing) && !isOut(standing) && isNameTaken(state, person))
    return err({ type: 'name_taken', displayName: person.displayName });
  return ok({ stream: serverStream });
}

function isNameTaken(state: DecideState, { personId, displayName }: Person): boolean {
  return state.nameHolders(nameKey(displayName)).some((holder) => holder !== personId);
}

function isLastOwner(state: DecideState, { role, standing }: Person): boolean {
  return role === 'owner' && standing === 'active' && state.ownerCount() <= 1;
}
