import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { RequestParams, RequestResult } from '#shared/protocol/request.ts';
import type { EngineContext } from './engine-context.ts';
import { mayAsk } from './may-ask.ts';

type BrowseResult = RequestResult<'room.browse'>;

const maxRoomsPerPage = 100;

/**
 * Public channels by id, from the one after `after` on, with whether the person is in them. Who may not join by themselves
 * sees those alone that they are in (T9).
 */
export function browseRooms(
  { tables, limits }: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'room.browse'>,
): BrowseResult {
  const isForAll = mayAsk(tables, personId, 'room.join');
  const roomIds = tables.rooms.publicAfter(after ?? '', maxRoomsPerPage + 1);
  const out = tables.people.out();
  const rooms: BrowseResult['rooms'] = [];
  let bytes = 0;
  let last: RoomId | null = null;
  for (const roomId of roomIds.slice(0, maxRoomsPerPage)) {
    const state = tables.rooms.byId(roomId);
    const isMember = state?.memberIds.has(personId) ?? false;
    if (state !== null && (isForAll || isMember)) {
      const gone = out.filter((each) => state.memberIds.has(each)).length;
      const entry = { room: state.room, memberCount: state.memberIds.size - gone, isMember };
      bytes += utf8Bytes(JSON.stringify(entry)) + 1;
      if (bytes > limits.maxPageBytes && rooms.length > 0) break;
      rooms.push(entry);
    }
    last = roomId;
  }
  return { rooms, next: last === (roomIds.at(-1) ?? null) ? null : last };
}
