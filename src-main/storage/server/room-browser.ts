import type { PersonId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { RequestParams, RequestResult } from '#shared/protocol/request.ts';
import type { EngineContext } from './engine-context.ts';

type BrowseResult = RequestResult<'room.browse'>;

const maxRoomsPerPage = 100;

/** Public channels by id, from the one after `after` on, with whether the person is in them. */
export function browseRooms(
  { tables, limits }: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'room.browse'>,
): BrowseResult {
  const roomIds = tables.rooms.publicAfter(after ?? '', maxRoomsPerPage + 1);
  const rooms: BrowseResult['rooms'] = [];
  let bytes = 0;
  for (const roomId of roomIds.slice(0, maxRoomsPerPage)) {
    const state = tables.rooms.byId(roomId);
    if (state === null) continue;
    const { room, memberIds } = state;
    const entry = { room, memberCount: memberIds.size, isMember: memberIds.has(personId) };
    bytes += utf8Bytes(JSON.stringify(entry)) + 1;
    if (bytes > limits.maxPageBytes && rooms.length > 0) break;
    rooms.push(entry);
  }
  const last = rooms.at(-1)?.room.roomId ?? null;
  return { rooms, next: rooms.length < roomIds.length ? last : null };
}
