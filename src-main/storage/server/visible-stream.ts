import type { PersonId } from '#shared/domain/ids.ts';
import { personStream, roomStream, serverStream } from '#shared/domain/stream.ts';
import { present } from '#shared/assert.ts';
import type { RoomAccess } from './access-table.ts';
import type { RoomState } from './room-table.ts';
import type { ServerTables } from './server-tables.ts';
import type { StreamState } from './stream-table.ts';

/** A piece of a stream that a person may see (P6): `streamSeq`s from `from` to `to`, both included. */
export interface VisibleInterval {
  readonly stream: StreamState;
  readonly from: number;
  readonly to: number;
  /** Null for the streams that everybody has from the start. */
  readonly opening: { readonly room: RoomState; readonly access: RoomAccess } | null;
}

/** What a person may see of streams in which something happened after `afterSeq`. */
export function visibleIntervals(tables: ServerTables, personId: PersonId, afterSeq: number): VisibleInterval[] {
  const always = [serverStream, personStream(personId)].flatMap((name): VisibleInterval[] => {
    const stream = tables.streams.find(name);
    if (stream === null || stream.lastSeq <= afterSeq) return [];
    return [{ stream, from: 1, to: stream.head, opening: null }];
  });
  const person = tables.people.byId(personId);
  if (person === null) return always;
  const rooms = tables.access
    .ofPerson(person.personRef, afterSeq)
    .filter(({ roomRef }) => !tables.closedRooms.isClosed(roomRef));
  return [...always, ...rooms.map((access) => roomInterval(tables, access))];
}

function roomInterval(tables: ServerTables, access: RoomAccess): VisibleInterval {
  const room = present(tables.rooms.byRef(access.roomRef), 'access is to a room');
  const stream = present(tables.streams.find(roomStream(room.room.roomId)), 'a room has a stream');
  return { stream, from: access.from, to: access.to ?? stream.head, opening: { room, access } };
}

/**
 * The first `streamSeq` of the interval that comes after `afterSeq` in the log, or `to` + 1. Looks back from the end in growing
 * steps, then halves: what was missed is at the end, and `seq` rises with `streamSeq`.
 */
export function firstAfter(
  { events }: Pick<ServerTables, 'events'>,
  { stream, from, to }: Pick<VisibleInterval, 'stream' | 'from' | 'to'>,
  afterSeq: number,
): number {
  const isAfter = (streamSeq: number) => (events.seqAt(stream.streamRef, streamSeq) ?? 0) > afterSeq;
  let low = from;
  let high = to + 1;
  for (let step = 1; low < high; step *= 2) {
    const probe = Math.max(low, high - step);
    if (!isAfter(probe)) {
      low = probe + 1;
      break;
    }
    high = probe;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isAfter(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
