import { isPresent } from '#shared/domain/person.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import type { ChatMirror } from './chat-mirror.ts';
import type { Named } from './resolve-name.ts';

/** What people call servers, rooms and each other: as it came, not yet fit to be shown. */
export interface Names {
  server(serverId: ServerId): string;
  person(serverId: ServerId, personId: PersonId): string;
  /** A channel's name, or of a direct room the people in it. */
  room(serverId: ServerId, roomId: RoomId): string;
  rooms(serverId: ServerId): readonly Named<RoomId>[];
  /** Everybody but those who were removed. */
  people(serverId: ServerId): readonly Named<PersonId>[];
}

const unknownName = '?';

export function createNames(mirror: ChatMirror): Names {
  const person = (serverId: ServerId, personId: PersonId): string =>
    mirror.person(serverId, personId)?.displayName ?? unknownName;
  const titleOf = (serverId: ServerId, room: RoomView): string => {
    if (room.name !== null) return room.name;
    const me = mirror.server(serverId)?.personId;
    const others = room.memberIds.filter((memberId) => memberId !== me);
    const shown = others.length > 0 ? others : room.memberIds;
    return shown.map((memberId) => person(serverId, memberId)).join(', ') || unknownName;
  };
  return {
    server: (serverId) => mirror.server(serverId)?.name ?? unknownName,
    person,
    room: (serverId, roomId) => {
      const room = mirror.room(serverId, roomId);
      return room === undefined ? unknownName : titleOf(serverId, room);
    },
    rooms: (serverId) => mirror.rooms(serverId).map((room) => ({ id: room.roomId, name: titleOf(serverId, room) })),
    people: (serverId) =>
      mirror
        .people(serverId)
        .filter(isPresent)
        .map(({ personId, displayName }) => ({ id: personId, name: displayName })),
  };
}
