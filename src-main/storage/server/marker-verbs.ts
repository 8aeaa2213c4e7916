import type { PersonId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Receipt, RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { DeliveredPerson, DeliveredRow, LastSeenRow } from '../event-log.ts';
import type { EngineContext } from './engine-context.ts';
import { readableRoom } from './readable-room.ts';
import type { RoomState } from './room-table.ts';

type MarkerList = RequestResult<'marker.list'>;

const noMarker = { readUpTo: 0, unreadFrom: null };
/** Bytes of a marker or a receipt as JSON, roundly. */
const bytesPerRow = 160;

/** Moves a person's own marker (P19): `readUpTo` only rises, of `unreadFrom` the last one stays. */
export function setMarker(
  context: EngineContext,
  personId: PersonId,
  params: RequestParams<'marker.set'>,
): Result<ReadMarker, RequestError> {
  const found = readableRoom(context, personId, params);
  if (!found.ok) return found;
  const { personRef, room, itemHead } = found.value;
  const { readUpTo = 0, unreadFrom, roomId } = params;
  if (Math.max(readUpTo, unreadFrom ?? 0) > itemHead) return err({ type: 'beyond_end', head: itemHead });
  const { markers } = context.tables;
  const key = { personRef, roomRef: room.roomRef };
  const before = markers.marker(key) ?? noMarker;
  const after = {
    readUpTo: Math.max(before.readUpTo, readUpTo),
    unreadFrom: unreadFrom === undefined ? before.unreadFrom : unreadFrom,
  };
  context.transactions.runRelaxed(() => {
    markers.putMarker(key, after);
  });
  return ok({ roomId, ...after });
}

/** The person's markers, and how far the others of direct rooms are, by room id. */
export function listMarkers(
  { tables, limits }: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'marker.list'>,
): MarkerList {
  const list: MarkerList = { markers: [], receipts: [], next: null };
  const person = tables.people.byId(personId);
  if (person === null) return list;
  let last: MarkerList['next'] = null;
  for (const roomId of tables.markers.roomIdsAfter(person.personRef, after ?? '')) {
    const room = tables.rooms.byId(roomId);
    if (room === null) continue;
    const marker = tables.markers.marker({ personRef: person.personRef, roomRef: room.roomRef });
    const receipts = receiptsOf(tables, room, personId);
    const rows = list.markers.length + list.receipts.length + receipts.length + 1;
    if (rows * bytesPerRow > limits.maxPageBytes && last !== null) return { ...list, next: last };
    if (marker !== null) list.markers.push({ roomId, ...marker });
    list.receipts.push(...receipts);
    last = roomId;
  }
  return list;
}

function receiptsOf({ people, markers }: EngineContext['tables'], state: RoomState, personId: PersonId): Receipt[] {
  const { room, memberIds, roomRef } = state;
  if (room.kind !== 'direct' || !memberIds.has(personId)) return [];
  const others = [...memberIds].filter((memberId) => memberId !== personId);
  return others.map((memberId) => {
    const personRef = people.byId(memberId)?.personRef ?? 0;
    const readUpTo = markers.marker({ personRef, roomRef })?.readUpTo ?? 0;
    return {
      roomId: room.roomId,
      personId: memberId,
      deliveredSeq: markers.seen(memberId)?.deliveredSeq ?? 0,
      readUpTo,
    };
  });
}

/** Stores how far devices have the log on disk; positions that are not this log's count for nothing. */
export function saveDelivered(context: EngineContext, rows: readonly DeliveredRow[]): DeliveredPerson[] {
  const { tables, positions, transactions } = context;
  const { epoch } = tables.epochs.current();
  const held = rows.filter(({ position }) => position.epoch === epoch && positions.isHeld(position));
  if (held.length === 0) return [];
  const moved = transactions.runRelaxed(() =>
    held.filter(({ personId, position }) => tables.markers.raiseDelivered(personId, position.seq)),
  );
  const furthest = new Map<PersonId, number>();
  for (const { personId, position } of moved) furthest.set(personId, position.seq);
  return [...furthest].map(([personId, seq]) => ({ personId, seq }));
}

/** Stores when people were last here, by the server's clock (P20). */
export function saveLastSeen({ tables, transactions }: EngineContext, rows: readonly LastSeenRow[]): void {
  transactions.runRelaxed(() => {
    for (const { personId, at } of rows) tables.markers.putLastSeen(personId, at);
  });
}
