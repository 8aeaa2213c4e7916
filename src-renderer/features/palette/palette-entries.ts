import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import type { Hallway } from '../../state/hallway.svelte.ts';
import { othersOf } from '../../state/room-names.ts';

export interface PaletteEntry {
  readonly key: string;
  readonly name: string;
  readonly serverId: ServerId;
  readonly serverName: string;
  readonly unread: number;
  readonly target:
    | { readonly type: 'room'; readonly roomId: RoomId; readonly isPrivate: boolean }
    | { readonly type: 'direct'; readonly roomId: RoomId; readonly personId: PersonId | null }
    | { readonly type: 'person'; readonly personId: PersonId };
}

const maxEntries = 9;

/** Rooms, chats and people whose name holds what was typed; what begins with it comes first, then what is unread. */
export function paletteEntries(hallway: Hallway, typed: string): readonly PaletteEntry[] {
  const part = typed.trim().toLocaleLowerCase();
  const rank = ({ name, unread }: PaletteEntry): number => {
    const at = name.toLocaleLowerCase().indexOf(part);
    return (at === 0 ? 0 : 2) - (unread > 0 ? 1 : 0);
  };
  return allEntries(hallway)
    .filter(({ name }) => name.toLocaleLowerCase().includes(part))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, maxEntries);
}

function allEntries(hallway: Hallway): PaletteEntry[] {
  return hallway.servers.list.flatMap((server) => {
    const { serverId, name: serverName } = server;
    const rooms = hallway.rooms.of(serverId).filter(({ isMember }) => isMember);
    const written = new Set(rooms.flatMap((room) => pairOf(room, server.personId) ?? []));
    const ofRooms = rooms.map((room) => ({
      key: `${serverId}/${room.roomId}`,
      name: hallway.roomName(server, room),
      serverId,
      serverName,
      unread: room.unread,
      target:
        room.kind === 'channel'
          ? ({ type: 'room', roomId: room.roomId, isPrivate: room.visibility === 'private' } as const)
          : ({ type: 'direct', roomId: room.roomId, personId: pairOf(room, server.personId) } as const),
    }));
    const ofPeople = hallway.people
      .of(serverId)
      .filter(({ isMe, personId }) => !isMe && !written.has(personId))
      .map(({ personId, displayName }) => ({
        key: `${serverId}/${personId}`,
        name: displayName,
        serverId,
        serverName,
        unread: 0,
        target: { type: 'person', personId } as const,
      }));
    return [...ofRooms, ...ofPeople];
  });
}

/** The other one of a chat of two. */
function pairOf(room: RoomView, me: PersonId | null): PersonId | null {
  const others = othersOf(room, me);
  return room.kind === 'direct' && others.length === 1 ? (others[0] ?? null) : null;
}
