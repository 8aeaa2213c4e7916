import { err, ok } from '../../result.ts';
import { isAllowed } from '../permission.ts';
import { personStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';

/** Whom somebody will not hear: told to their own devices alone. The other's commands are answered as ever. */
export function decideSetBlock(
  state: DecideState,
  { author, command }: AuthoredSubmission<'person.setBlock'>,
): Verdict {
  const { personId, isBlocked } = command.body;
  const action = 'person.block';
  if (!isAllowed(author.role, action) || personId === author.personId) return err({ type: 'not_allowed', action });
  const person = state.person(personId);
  if (person === null) return err({ type: 'person_not_found', personId });
  if (person.role === 'server') return err({ type: 'not_allowed', action });
  const isSo = state.isBlocked(author.personId, personId) === isBlocked;
  return ok({ stream: isSo ? null : personStream(author.personId) });
}
