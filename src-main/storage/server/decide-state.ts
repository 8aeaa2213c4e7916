import type { DecideState } from '#shared/domain/decide/decision.ts';
import type { Ids } from '../../identity/ids.ts';
import type { ServerTables } from './server-tables.ts';

type DecideTables = Pick<ServerTables, 'devices' | 'entry' | 'grants' | 'invites' | 'people' | 'rooms'>;

/** What `decide` may look at, answered from the tables inside the transaction (P2); `now` is the wall clock in milliseconds. */
export function createDecideState(
  { devices, entry, grants, invites, people, rooms }: DecideTables,
  { ids, now }: { readonly ids: Ids; readonly now: () => number },
): DecideState {
  return {
    now,
    door: entry.door,
    device: devices.find,
    devicesOf: devices.ofPerson,
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
