import { err, ok } from '../../result.ts';
import type { Command } from '../command.ts';
import type { PersonId } from '../ids.ts';
import { nameKey, parseName } from '../name.ts';
import { isAllowed } from '../permission.ts';
import { serverStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Submission, Verdict } from './decision.ts';

/** A person comes in by the name typed, if it is free (T8); the door has let the device in before. */
export function decidePersonAdmit(
  state: DecideState,
  { author, personId, command }: Submission<Extract<Command, { kind: 'person.admit' }>>,
): Verdict {
  if (author !== null) return err(author.isRemoved ? { type: 'not_admitted' } : { type: 'already_admitted' });
  return decideName(state, personId, command.body.displayName);
}

export function decidePersonRename(
  state: DecideState,
  { author, command }: AuthoredSubmission<'person.rename'>,
): Verdict {
  if (!isAllowed(author.role, 'person.rename')) return err({ type: 'not_allowed', action: 'person.rename' });
  const name = parseName(command.body.displayName);
  // Asked for before whose it is: names that are the same by now stay when they were accepted once.
  if (name.ok && name.value === author.displayName) return ok({ stream: null });
  return decideName(state, author.personId, command.body.displayName);
}

function decideName(state: DecideState, personId: PersonId, typed: string): Verdict {
  const name = parseName(typed);
  if (!name.ok) return name;
  const isTaken = state.nameHolders(nameKey(name.value)).some((holder) => holder !== personId);
  if (isTaken) return err({ type: 'name_taken', displayName: name.value });
  return ok({ stream: serverStream });
}
