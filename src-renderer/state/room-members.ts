import { isPresent } from '#shared/domain/person.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { PersonView, RoomView } from '#shared/ipc/chat-view.ts';

/** Who is in a room and still on the server: who was removed or banned keeps the place, and is not shown in it. */
export function shownMembers(
  { memberIds }: Pick<RoomView, 'memberIds'>,
  personOf: (personId: PersonId) => PersonView | undefined,
): readonly PersonId[] {
  return memberIds.filter((personId) => {
    const person = personOf(personId);
    return person === undefined || isPresent(person);
  });
}
