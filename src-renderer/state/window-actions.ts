import { isAllowed, type Action } from '#shared/domain/permission.ts';
import type { WindowAction } from '#shared/ipc/window-action.ts';
import { goToNextPane } from '../lib/pane-keys.ts';
import type { Hallway } from './hallway.svelte.ts';
import type { PlaceDialog } from './place.svelte.ts';
import { neighbourRoom, nextUnreadRoom, type RoomPlace } from './room-order.ts';

interface Act {
  /** What has to be there before it means anything; it is not offered before. */
  readonly needs: 'nothing' | 'name' | 'server';
  /** Whether it can be done now. */
  readonly isPossible?: (hallway: Hallway) => boolean;
  readonly run: (hallway: Hallway) => void;
}

/** These hold nothing a person typed: another action may take their place. */
const lightDialogs: readonly (PlaceDialog | null)[] = [null, 'palette', 'shortcuts'];

/** What each action does, from a menu and from its key alike. */
const acts: Readonly<Record<WindowAction, Act>> = {
  palette: { needs: 'name', run: toggling('palette') },
  find: { needs: 'name', run: ({ place }) => place.show('find') },
  'direct.open': { needs: 'server', isPossible: allowed('direct.open'), run: toggling('new-direct') },
  'room.create': { needs: 'server', isPossible: allowed('room.create'), run: toggling('create-room') },
  'room.browse': { needs: 'server', isPossible: allowed('room.join'), run: toggling('browse-rooms') },
  'room.invite': { needs: 'server', isPossible: canInvite, run: toggling('invite') },
  'server.invite': {
    needs: 'server',
    isPossible: allowed('invite.create'),
    run: toggling('server-invite'),
  },
  members: {
    needs: 'server',
    // Guests have nothing to do with people outside their rooms.
    isPossible: allowed('direct.open'),
    run: ({ place }) => {
      if (place.view === 'house') place.show('workspace');
      else place.showHouse('members');
    },
  },
  details: {
    needs: 'server',
    isPossible: ({ place, room }) => room !== undefined && place.view === 'workspace',
    run: ({ place }) => {
      place.isPanelOpen = !place.isPanelOpen;
    },
  },
  'room.previous': going((hallway) => neighbour(hallway, -1)),
  'room.next': going((hallway) => neighbour(hallway, 1)),
  'room.nextUnread': going(({ rooms, room, server, servers }) => {
    if (server === undefined) return null;
    const serverIds = servers.list.map(({ serverId }) => serverId);
    return nextUnreadRoom(rooms, serverIds, { serverId: server.serverId, roomId: room?.roomId });
  }),
  'pane.next': { needs: 'nothing', run: () => goToNextPane(1) },
  'pane.previous': { needs: 'nothing', run: () => goToNextPane(-1) },
  settings: {
    needs: 'name',
    run: ({ place }) => place.show(place.view === 'settings' ? 'workspace' : 'settings'),
  },
  diagnostics: {
    needs: 'name',
    run: ({ place }) => {
      if (place.isAtDiagnostics) place.show('workspace');
      else place.showDiagnostics();
    },
  },
  shortcuts: { needs: 'nothing', run: toggling('shortcuts') },
};

/** Does what a menu or a key asks for, unless a question is open or there is nothing to do it to; whether it did. */
export function act(hallway: Hallway, action: WindowAction): boolean {
  const { place } = hallway;
  if (hallway.isAsked || !lightDialogs.includes(place.dialog) || !isPossible(hallway, action)) return false;
  const before = place.dialog;
  acts[action].run(hallway);
  if (place.dialog === before && before !== null) place.dialog = null;
  return true;
}

/** Whether this action means anything here, also where it cannot be done this moment. */
export function isOffered({ isNamed, server }: Hallway, action: WindowAction): boolean {
  const { needs } = acts[action];
  return needs === 'nothing' || (needs === 'name' ? isNamed : server !== undefined);
}

/** Whether this action would do something now. */
export function isPossible(hallway: Hallway, action: WindowAction): boolean {
  return isOffered(hallway, action) && (acts[action].isPossible?.(hallway) ?? true);
}

function toggling(dialog: PlaceDialog): Act['run'] {
  return ({ place }) => {
    place.dialog = place.dialog === dialog ? null : dialog;
  };
}

function going(find: (hallway: Hallway) => RoomPlace | null): Act {
  return {
    needs: 'server',
    isPossible: (hallway) => find(hallway) !== null,
    run: (hallway) => {
      const next = find(hallway);
      if (next !== null) hallway.place.goToRoom(next.serverId, next.roomId);
    },
  };
}

/** Whether what one is on this server allows it. */
function allowed(action: Action): (hallway: Hallway) => boolean {
  return (hallway) => hallway.server !== undefined && hallway.may(hallway.server.serverId, action);
}

function canInvite({ people, room, server }: Hallway): boolean {
  if (room === undefined || server === undefined || room.kind !== 'channel' || !room.isMember) return false;
  const me = people.me(server.serverId);
  return me !== undefined && isAllowed(me.role, 'room.invite');
}

function neighbour({ rooms, room, server }: Hallway, step: 1 | -1): RoomPlace | null {
  if (server === undefined) return null;
  const next = neighbourRoom(rooms, server.serverId, { from: room?.roomId, step });
  return next === null ? null : { serverId: server.serverId, roomId: next };
}
