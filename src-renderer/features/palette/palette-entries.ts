import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import { themes, type Settings } from '#shared/ipc/shell-api.ts';
import type { WindowAction } from '#shared/ipc/window-action.ts';
import type { Hallway } from '../../state/hallway.svelte.ts';
import { othersOf } from '../../state/room-names.ts';
import { isPossible } from '../../state/window-actions.ts';

export interface PaletteEntry {
  readonly key: string;
  readonly name: string;
  readonly unread: number;
  readonly target: PaletteTarget;
}

export type PaletteTarget =
  | { readonly type: 'room'; readonly server: ServerView; readonly roomId: RoomId; readonly isPrivate: boolean }
  | {
      readonly type: 'direct';
      readonly server: ServerView;
      readonly roomId: RoomId;
      readonly personId: PersonId | null;
    }
  | { readonly type: 'person'; readonly server: ServerView; readonly personId: PersonId }
  | { readonly type: 'action'; readonly action: WindowAction }
  | { readonly type: 'theme'; readonly theme: Settings['theme'] };

const maxEntries = 9;
/** What one may look for by its name; the others move about, and are keys alone. */
const listedActions = [
  'direct.open',
  'room.create',
  'room.browse',
  'settings',
  'diagnostics',
  'shortcuts',
  'find',
  'room.invite',
  'server.invite',
  'members',
  'details',
  'room.nextUnread',
] as const satisfies readonly WindowAction[];

/**
 * What holds the letters typed: rooms, chats and people first, of them what begins with the letters, then what is unread;
 * behind them what the window can do.
 */
export function paletteEntries(hallway: Hallway, typed: string): readonly PaletteEntry[] {
  const part = typed.trim().toLocaleLowerCase();
  const holds = ({ name }: PaletteEntry): boolean => name.toLocaleLowerCase().includes(part);
  const rank = ({ name, unread }: PaletteEntry): number => {
    const at = name.toLocaleLowerCase().indexOf(part);
    return (at === 0 ? 0 : 2) - (unread > 0 ? 1 : 0);
  };
  const places = placesOf(hallway)
    .filter(holds)
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return [...places, ...actionsOf(hallway).filter(holds)].slice(0, maxEntries);
}

function placesOf(hallway: Hallway): PaletteEntry[] {
  return hallway.servers.list.flatMap((server) => {
    const { serverId } = server;
    // A direct chat that the server lost is opened anew, by its person.
    const directs = hallway.rooms.directs(serverId).filter(({ isMember }) => isMember);
    const rooms = [...hallway.rooms.channels(serverId), ...directs];
    const canWrite = hallway.may(serverId, 'direct.open');
    const written = new Set(rooms.flatMap((room) => pairOf(room, server.personId) ?? []));
    const ofRooms = rooms.map((room) => ({
      key: `${serverId}/${room.roomId}`,
      name: hallway.roomName(server, room),
      unread: room.unread,
      target:
        room.kind === 'channel'
          ? ({ type: 'room', server, roomId: room.roomId, isPrivate: room.visibility === 'private' } as const)
          : ({ type: 'direct', server, roomId: room.roomId, personId: pairOf(room, server.personId) } as const),
    }));
    const ofPeople = hallway.people
      .of(serverId)
      .filter(({ isMe, personId }) => canWrite && !isMe && !written.has(personId))
      .map(({ personId, displayName }) => ({
        key: `${serverId}/${personId}`,
        name: displayName,
        unread: 0,
        target: { type: 'person', server, personId } as const,
      }));
    return [...ofRooms, ...ofPeople];
  });
}

function actionsOf(hallway: Hallway): PaletteEntry[] {
  const { words, settings } = hallway;
  const actions = listedActions
    .filter((action) => isPossible(hallway, action))
    .map((action) => ({ key: action, name: words.actions[action], target: { type: 'action', action } as const }));
  const others = themes
    .filter((theme) => theme !== settings.values.theme)
    .map((theme) => ({
      key: `theme/${theme}`,
      name: words.palette.theme(words.settings.themes[theme]),
      target: { type: 'theme', theme } as const,
    }));
  return [...actions, ...others].map((entry) => ({ ...entry, unread: 0 }));
}

/** The other one of a chat of two. */
function pairOf(room: RoomView, me: PersonId | null): PersonId | null {
  const others = othersOf(room, me);
  return room.kind === 'direct' && others.length === 1 ? (others[0] ?? null) : null;
}
