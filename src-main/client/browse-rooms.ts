import type { RoomId } from '#shared/domain/ids.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { BrowsedRoom } from '#shared/ipc/chat-view.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { requestError } from './call-context.ts';
import type { Reply, RequestFailure } from './requests.ts';
import type { ServerClient } from './server-client.ts';

/** A server that never comes to an end is not asked for ever. */
const maxPages = 100;
const maxRooms = 5_000;

type Page = RequestResult<'room.browse'>;

/** The public rooms of a server, all pages of them; only the server knows those this person is not in. */
export async function browseRooms({ connector }: ServerClient): Promise<Result<readonly BrowsedRoom[], ChatError>> {
  const { session, state } = connector;
  if (session === null || state.type !== 'active') return err({ type: 'server_unreachable' });
  // Told twice, a room is there once.
  const found = new Map<RoomId, BrowsedRoom>();
  let after: Page['next'] = null;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const reply: Result<Reply<'room.browse'>, RequestFailure> = await session.requests.request(
      'room.browse',
      after === null ? {} : { after },
    );
    if (!reply.ok) return err(requestError(reply.error));
    for (const room of reply.value.value.rooms.map(browsedRoom)) found.set(room.roomId, room);
    after = reply.value.value.next;
    if (after === null || found.size >= maxRooms) break;
  }
  return ok([...found.values()]);
}

function browsedRoom({ room, memberCount, isMember }: Page['rooms'][number]): BrowsedRoom {
  return { roomId: room.roomId, name: room.name ?? '', topic: room.topic, memberCount, isMember };
}
