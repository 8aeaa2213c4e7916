import { err, ok } from '../../result.ts';
import type { PersonId } from '../ids.ts';
import { isPresent } from '../person.ts';
import { isAllowed } from '../permission.ts';
import { maxDirectPeople } from '../room.ts';
import { roomStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';

/** Opens the one direct room of these people and the author; opening it again is so already (P17). */
export function decideDirectOpen(state: DecideState, { author, command }: AuthoredSubmission<'direct.open'>): Verdict {
  if (!isAllowed(author.role, 'direct.open')) return err({ type: 'not_allowed', action: 'direct.open' });
  const personIds = directPeople(author.personId, command.body.personIds);
  if (personIds.length < 2 || personIds.length > maxDirectPeople) {
    return err({ type: 'direct_people_invalid', maxPeople: maxDirectPeople });
  }
  for (const personId of personIds) {
    const person = state.person(personId);
    if (!isPresent(person)) return err({ type: 'person_not_found', personId });
  }
  const roomId = state.directRoomId(personIds);
  return ok({ stream: state.room(roomId) === null ? roomStream(roomId) : null, roomId });
}

/** The people of a direct room: who was named and who opened it, each once. */
export function directPeople(author: PersonId, named: readonly PersonId[]): PersonId[] {
  return [...new Set([author, ...named])].toSorted();
}
