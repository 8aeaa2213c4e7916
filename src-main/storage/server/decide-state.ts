import type { DecideState } from '#shared/domain/decide/decision.ts';
import type { Ids } from '../../identity/ids.ts';
import type { ServerTables } from './server-tables.ts';

/** What `decide` may look at, answered from the tables inside the transaction (P2); `now` is the wall clock in milliseconds. */
export function createDecideState(
  { entry, grants, invites, people, rooms }: Pick<ServerTables, 'entry' | 'grants' | 'invites' | 'people' | 'rooms'>,
  { ids, now }: { readonly ids: Ids; readonly now: () => number },
): DecideState {
  return {
    now,
    door: entry.door,
    personOfDevice: (device) => people.device(device)?.personId ?? null,
    acceptedDevice: entry.accepted,
    isDeviceBanned: entry.isBanned,
    invite: invites.find,
    isGranted: (roomId, personId) => {
      const [room, person] = [rooms.byId(roomId), people.byId(personId)];
      return room !== null && person !== null && grants.has({ roomRef: room.roomRef, personRef: person.personRef });
    },
    ownerCount: people.ownerCount,
    person: (personId) => people.byId(personId)?.person ?? null,
    room: (roomId) => rooms.byId(roomId)?.room ?? null,
    isMember: (roomId, personId) => rooms.byId(roomId)?.memberIds.has(personId) ?? false,
    nameHolders: (key) => people.nameHolders(key, now()),
    publicRoomsNamed: (key) => rooms.publicRoomsNamed(key),
    directRoomId: (personIds) => ids.directId(personIds),
  };
}
