import type { CommandDraft } from '#shared/domain/command.ts';
import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { present } from '#shared/assert.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { MarkerMove } from '../storage/client-store.ts';
import { browseRooms } from './browse-rooms.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import type { ServerClient } from './server-client.ts';

export type RoomCalls = Pick<ChatHandlers, Extract<keyof ChatHandlers, `room.${string}` | `direct.${string}`>>;

/** Calls about rooms: which there are, who is in them, and how far they have been read. */
export function roomCalls(context: CallContext): RoomCalls {
  return {
    'room.list': onServer(context, async (server) => ok(server.views.rooms())),
    'room.browse': onServer(context, browseRooms),
    'room.create': onServer(context, async (server, { name: typed, topic, visibility, history }) => {
      const name = parseName(typed);
      if (!name.ok) return name;
      return queueRoom(server, { kind: 'room.create', body: { name: name.value, topic, visibility, history } });
    }),
    // A room to join need not be known yet: it was found by browsing.
    'room.join': onServer(context, async (server, { roomId }) =>
      queue(server, { kind: 'room.join', body: { roomId } }),
    ),
    'room.leave': onServer(context, async (server, { roomId }) =>
      queueIn(server, roomId, { kind: 'room.leave', body: { roomId } }),
    ),
    'room.invite': onServer(context, async (server, { roomId, personId }) =>
      knowsAll(server, [personId])
        ? queueIn(server, roomId, { kind: 'room.invite', body: { roomId, personId } })
        : err({ type: 'person_not_known' }),
    ),
    'room.removeMember': onServer(context, async (server, { roomId, personId }) =>
      queueIn(server, roomId, { kind: 'room.removeMember', body: { roomId, personId } }),
    ),
    'room.rename': onServer(context, async (server, { roomId, name: typed }) => {
      const name = parseName(typed);
      return name.ok ? queueIn(server, roomId, { kind: 'room.rename', body: { roomId, name: name.value } }) : name;
    }),
    'room.setTopic': onServer(context, async (server, { roomId, topic }) =>
      queueIn(server, roomId, { kind: 'room.setTopic', body: { roomId, topic } }),
    ),
    'room.markRead': onServer(context, async (server, { roomId, upTo }) =>
      moveMarker(server, { roomId, readUpTo: upTo ?? 'everything' }),
    ),
    'room.markUnread': onServer(context, async (server, { roomId, from }) =>
      moveMarker(server, { roomId, unreadFrom: from }),
    ),
    'direct.open': onServer(context, async (server, { personIds }) =>
      knowsAll(server, personIds)
        ? queueRoom(server, { kind: 'direct.open', body: { personIds } })
        : err({ type: 'person_not_known' }),
    ),
  };
}

type Queued = Promise<Result<{ readonly commandId: CommandId }, ChatError>>;

async function queue(server: ServerClient, draft: CommandDraft): Queued {
  const { commandId } = await server.queue(draft);
  return ok({ commandId });
}

/** For commands about a room that is on the screen. */
async function queueIn(server: ServerClient, roomId: RoomId, draft: CommandDraft): Queued {
  return server.views.room(roomId) === undefined ? err({ type: 'room_not_known' }) : queue(server, draft);
}

/** For commands that make a room: its id is known at once (P17). */
async function queueRoom(
  server: ServerClient,
  draft: CommandDraft,
): Promise<Result<{ readonly commandId: CommandId; readonly roomId: RoomId }, ChatError>> {
  const { commandId, roomId } = await server.queue(draft);
  return ok({ commandId, roomId: present(roomId, 'a command that makes a room knows its id') });
}

function knowsAll(server: ServerClient, personIds: readonly PersonId[]): boolean {
  const known = new Set(server.views.people().map(({ personId }) => personId));
  return personIds.every((personId) => known.has(personId));
}

async function moveMarker(server: ServerClient, move: MarkerMove): Promise<Result<null, ChatError>> {
  if (server.views.room(move.roomId) === undefined) return err({ type: 'room_not_known' });
  server.views.apply(await server.store.moveMarker(move));
  server.connector.session?.markersMoved();
  return ok(null);
}
