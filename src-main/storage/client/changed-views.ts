import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { StoreChanges } from '../store-changes.ts';
import type { ClientContext } from './client-context.ts';
import { personView, roomView } from './room-view.ts';

/** The rooms and people that one verb changes, each told once and as it is at the end of the verb. */
export function createChangedViews(context: ClientContext) {
  const { people: table } = context.tables;
  const rooms = new Set<RoomId>();
  const goneRooms = new Set<RoomId>();
  const people = new Set<PersonId>();
  const gonePeople = new Set<PersonId>();
  return {
    room: (roomId: RoomId) => rooms.add(roomId),
    /** A room that was never more than made on this device is off the screen, unless it is made again in this verb. */
    roomGone: (roomId: RoomId) => goneRooms.add(roomId),
    person: (personId: PersonId) => people.add(personId),
    personGone: (personId: PersonId) => gonePeople.add(personId),
    done: (): Pick<StoreChanges, 'rooms' | 'removedRooms' | 'people' | 'removedPeople'> => ({
      rooms: [...rooms].flatMap((roomId) => roomView(context, roomId) ?? []),
      removedRooms: [...goneRooms].filter((roomId) => roomView(context, roomId) === null),
      people: [...people].flatMap((personId) => {
        const person = table.find(personId);
        return person === null ? [] : [personView(context, person)];
      }),
      removedPeople: [...gonePeople].filter((personId) => table.find(personId) === null),
    }),
  };
}
