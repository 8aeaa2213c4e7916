import { present } from '#shared/assert.ts';
import type { EpochId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { RequestError } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { RoomAccess } from './access-table.ts';
import type { EngineContext } from './engine-context.ts';
import type { RoomState } from './room-table.ts';
import type { StreamState } from './stream-table.ts';

/** A room with what a person may read of it. Whoever left keeps what was visible, and hears of nothing later. */
export interface ReadableRoom {
  readonly personRef: number;
  readonly room: RoomState;
  readonly stream: StreamState;
  /** At least one, oldest first. */
  readonly access: readonly RoomAccess[];
  /** The last `streamSeq` and item number that the person may know of. */
  readonly head: number;
  readonly itemHead: number;
}

/** The room asked for, if this is its epoch and the person may read anything of it; to anybody else it is not there. */
export function readableRoom(
  { tables }: EngineContext,
  personId: PersonId,
  { roomId, epochId }: { readonly roomId: RoomId; readonly epochId: EpochId },
): Result<ReadableRoom, RequestError> {
  const current = tables.epochs.current().epochId;
  if (epochId !== current) return err({ type: 'wrong_epoch', epochId: current });
  const person = tables.people.byId(personId);
  const room = tables.rooms.byId(roomId);
  if (person === null || room === null || tables.closedRooms.isClosed(room.roomRef))
    return err({ type: 'room_not_found', roomId });
  const { personRef } = person;
  const access = tables.access.ofRoom({ personRef, roomRef: room.roomRef });
  const last = access.at(-1);
  if (last === undefined) return err({ type: 'room_not_found', roomId });
  const stream = present(tables.streams.find(roomStream(roomId)), 'a room has a stream');
  const itemHead = last.closedRoom?.itemHead ?? stream.itemHead;
  return ok({ personRef, room, stream, access, head: last.to ?? stream.head, itemHead });
}
