import { err, ok } from '../../result.ts';
import type { Command } from '../command.ts';
import type { PersonId } from '../ids.ts';
import { nameKey, parseName } from '../name.ts';
import { isAllowed } from '../permission.ts';
import { serverStream } from '../stream.ts';
import { decideEntry } from './entry.ts';
import type { AuthoredSubmission, DecideState, Submission, Verdict } from './decision.ts';

/** A person comes in where the door lets the device in (T7), by the name typed, if it is free (T8). */
export function decidePersonAdmit(
  state: DecideState,
  submission: Submission<Extract<Command, { kind: 'person.admit' }>>,
): Verdict {
  const { author, personId, command } = submission;
  if (author !== null) return err({ type: author.standing === 'active' ? 'already_admitted' : 'not_admitted' });
  // Whether a name can be one is anybody's to know; whether it is taken is not, before the door opens.
  const name = parseName(command.body.displayName);
  if (!name.ok) return name;
  const entry = decideEntry(state, submission);
  if (!entry.ok) return entry;
  const verdict = decideName(state, personId, command.body.displayName);
  return verdict.ok ? ok({ ...verdict.value, role: entry.value }) : verdict;
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
