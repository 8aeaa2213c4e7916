import type { Change } from '#shared/domain/fold.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { isAllowed } from '#shared/domain/permission.ts';
import type { Role } from '#shared/domain/role.ts';
import type { DirectorySnapshot } from '../storage/event-log.ts';

/** Who is in which room, as far as the log has been published: what the fan-out asks at every event. */
export interface Directory {
  apply(change: Change): void;
  roomsOf(personId: PersonId): ReadonlySet<RoomId>;
  membersOf(roomId: RoomId): ReadonlySet<PersonId>;
  isPerson(personId: PersonId): boolean;
  roleOf(personId: PersonId): Role | null;
  /** Who looks after the door: owners and moderators who may come in. */
  keepers(): Iterable<PersonId>;
  people(): Iterable<PersonId>;
  /** The server, which is a person too, is not counted. */
  counts(): { readonly people: number; readonly rooms: number };
}

const noRooms: ReadonlySet<RoomId> = new Set();
const noMembers: ReadonlySet<PersonId> = new Set();

/** The directory as the log has it at the start; from then on the changes of each event keep it so. */
export function createDirectory(snapshot: Pick<DirectorySnapshot, 'people' | 'rooms'>): Directory {
  const people = new Map<PersonId, Set<RoomId>>();
  const rooms = new Map<RoomId, Set<PersonId>>();
  const roles = new Map<PersonId, Role>();

  function addMember(roomId: RoomId, personId: PersonId): void {
    rooms.get(roomId)?.add(personId);
    roomsFor(personId).add(roomId);
  }

  function roomsFor(personId: PersonId): Set<RoomId> {
    const known = people.get(personId);
    if (known !== undefined) return known;
    const none = new Set<RoomId>();
    people.set(personId, none);
    return none;
  }

  function apply(change: Change): void {
    switch (change.type) {
      case 'person.put':
        roomsFor(change.personId);
        if (!roles.has(change.personId)) roles.set(change.personId, change.role);
        return;
      case 'person.role':
        roles.set(change.personId, change.role);
        return;
      case 'room.put':
        rooms.set(change.room.roomId, new Set());
        return;
      case 'member.add':
        addMember(change.roomId, change.personId);
        return;
      case 'member.remove':
        rooms.get(change.roomId)?.delete(change.personId);
        people.get(change.personId)?.delete(change.roomId);
        return;
      // Names, topics, devices and messages are nothing the fan-out asks for.
      default:
    }
  }

  for (const { personId, role } of snapshot.people) {
    roomsFor(personId);
    roles.set(personId, role);
  }
  for (const { room, memberIds } of snapshot.rooms) {
    apply({ type: 'room.put', room });
    for (const personId of memberIds) addMember(room.roomId, personId);
  }

  return {
    apply,
    roomsOf: (personId) => people.get(personId) ?? noRooms,
    membersOf: (roomId) => rooms.get(roomId) ?? noMembers,
    isPerson: (personId) => people.has(personId),
    roleOf: (personId) => roles.get(personId) ?? null,
    keepers: () => [...roles].flatMap(([personId, role]) => (isAllowed(role, 'knock.accept') ? [personId] : [])),
    people: () => people.keys(),
    counts: () => {
      const servers = [...roles.values()].filter((role) => role === 'server');
      return { people: people.size - servers.length, rooms: rooms.size };
    },
  };
}
