import { isAllowed } from '#shared/domain/permission.ts';
import type { WindowAction } from '#shared/ipc/window-action.ts';
import { goToNextPane } from '../lib/pane-keys.ts';
import type { Hallway } from './hallway.svelte.ts';
import type { PlaceDialog } from './place.svelte.ts';
import { neighbourRoom, nextUnreadRoom } from './room-order.ts';

/** Does it, or comes back with false where it cannot be done now. */
type Act = (hallway: Hallway) => boolean;

/** These hold nothing a person typed: another action may take their place. */
const lightDialogs: readonly (PlaceDialog | null)[] = [null, 'palette', 'shortcuts'];

/** What each action does, from a menu and from its key alike. */
const acts: Readonly<Record<WindowAction, Act>> = {
  palette: onServer((hallway) => toggleDialog(hallway, 'palette')),
  find: (hallway) => {
    if (!hallway.isNamed) return false;
    hallway.place.show('find');
    return true;
  },
  'direct.open': onServer((hallway) => toggleDialog(hallway, 'new-direct')),
  'room.create': onServer((hallway) => toggleDialog(hallway, 'create-room')),
  'room.browse': onServer((hallway) => toggleDialog(hallway, 'browse-rooms')),
  'room.invite': (hallway) => canInvite(hallway) && toggleDialog(hallway, 'invite'),
  details: ({ place, room }) => {
    if (room === undefined || place.view !== 'workspace') return false;
    place.isPanelOpen = !place.isPanelOpen;
    return true;
  },
  'room.previous': (hallway) => step(hallway, -1),
  'room.next': (hallway) => step(hallway, 1),
  'room.nextUnread': ({ place, rooms, room, server, servers }) => {
    if (server === undefined) return false;
    const serverIds = servers.list.map(({ serverId }) => serverId);
    const next = nextUnreadRoom(rooms, serverIds, { serverId: server.serverId, roomId: room?.roomId });
    if (next !== null) place.goToRoom(next.serverId, next.roomId);
    return next !== null;
  },
  'pane.next': () => {
    goToNextPane(1);
    return true;
  },
  'pane.previous': () => {
    goToNextPane(-1);
    return true;
  },
  settings: onServer(({ place }) => {
    place.show(place.view === 'settings' ? 'workspace' : 'settings');
    return true;
  }),
  shortcuts: (hallway) => toggleDialog(hallway, 'shortcuts'),
};

/** Does what a menu or a key asks for, unless a question is open or there is nothing to do it to; whether it did. */
export function act(hallway: Hallway, action: WindowAction): boolean {
  const { place } = hallway;
  if (hallway.isAsked || !lightDialogs.includes(place.dialog)) return false;
  const before = place.dialog;
  const isDone = acts[action](hallway);
  if (isDone && place.dialog === before && before !== null) place.dialog = null;
  return isDone;
}

function onServer(run: Act): Act {
  return (hallway) => hallway.server !== undefined && run(hallway);
}

function toggleDialog({ place }: Hallway, dialog: PlaceDialog): boolean {
  place.dialog = place.dialog === dialog ? null : dialog;
  return true;
}

function canInvite({ people, room, server }: Hallway): boolean {
  if (room === undefined || server === undefined || room.kind !== 'channel' || !room.isMember) return false;
  const me = people.me(server.serverId);
  return me !== undefined && isAllowed(me.role, 'room.invite');
}

function step({ place, rooms, room, server }: Hallway, direction: 1 | -1): boolean {
  if (server === undefined) return false;
  const next = neighbourRoom(rooms, server.serverId, { from: room?.roomId, step: direction });
  if (next !== null) place.goToRoom(server.serverId, next);
  return next !== null;
}
