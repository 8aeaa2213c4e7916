import type { PersonId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import type { Receipt, RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { DeliveredMove, DeliveredRow } from '../event-log.ts';
import type { LastSeenRow } from '../last-seen-row.ts';
import type { EngineContext } from './engine-context.ts';
import { readableRoom } from './readable-room.ts';
import type { RoomState } from './room-table.ts';
import { wholeLog } from './step-table.ts';

type MarkerList = RequestResult<'marker.list'>;

const noMarker = { readUpTo: 0, unreadFrom: null };
/** Bytes of a marker or a receipt as JSON, roundly. */
const bytesPerRow = 190;

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
    if (params.readUpTo !== after.readUpTo || !isFollowed(context, room)) return;
    const step = { before: before.readUpTo, upTo: after.readUpTo, at: context.clock.now() };
    context.tables.steps.add(key, step);
  });
  return ok({ roomId, ...after });
}

/** Whether the people of a room are few enough to be told of each other how far they are (P19). */
export function isFollowed({ limits }: Pick<EngineContext, 'limits'>, { memberIds }: RoomState): boolean {
  return memberIds.size <= limits.maxReceiptMembers;
}

/** The person's markers, and how far the others of their small rooms are, by room id. */
export function listMarkers(
  context: EngineContext,
  personId: PersonId,
  { after }: RequestParams<'marker.list'>,
): MarkerList {
  const { tables, limits } = context;
  const list: MarkerList = { markers: [], receipts: [], next: null };
  const person = tables.people.byId(personId);
  if (person === null) return list;
  let last: MarkerList['next'] = null;
  for (const roomId of tables.markers.roomIdsAfter(person.personRef, after ?? '')) {
    const room = tables.rooms.byId(roomId);
    if (room === null || tables.closedRooms.isClosed(room.roomRef)) continue;
    const marker = tables.markers.marker({ personRef: person.personRef, roomRef: room.roomRef });
    const receipts = receiptsOf(context, room, personId);
    const rows = list.markers.length + list.receipts.length + receipts.length + 1;
    if (rows * bytesPerRow > limits.maxPageBytes && last !== null) return { ...list, next: last };
    if (marker !== null) list.markers.push({ roomId, ...marker });
    list.receipts.push(...receipts);
    last = roomId;
  }
  return list;
}

/** To nobody but those who are in the room (P6). */
function receiptsOf(context: EngineContext, state: RoomState, personId: PersonId): Receipt[] {
  const { room, memberIds, roomRef } = state;
  if (!memberIds.has(personId) || !isFollowed(context, state)) return [];
  const others = context.tables.markers.receiptsIn(roomRef).filter((row) => row.personId !== personId);
  return others.map(({ personRef: _personRef, ...receipt }) => ({ roomId: room.roomId, ...receipt }));
}

/** Stores how far devices have the log on disk; positions that are not this log's count for nothing. */
export function saveDelivered(context: EngineContext, rows: readonly DeliveredRow[]): DeliveredMove[] {
  const { tables, positions, transactions } = context;
  const { epoch } = tables.epochs.current();
  const held = rows.filter(({ position }) => position.epoch === epoch && positions.isHeld(position));
  if (held.length === 0) return [];
  const moves = new Map<PersonId, DeliveredMove>();
  transactions.runRelaxed(() => {
    for (const row of held) {
      const move = raiseDelivered(context, row);
      if (move !== null) moves.set(move.personId, { ...move, from: moves.get(move.personId)?.from ?? move.from });
    }
  });
  return [...moves.values()];
}

/** Null where it does not move the person on. */
function raiseDelivered({ tables }: EngineContext, { personId, position, at }: DeliveredRow): DeliveredMove | null {
  const person = tables.people.byId(personId);
  const from = tables.markers.seen(personId)?.deliveredSeq ?? 0;
  if (person === null || !tables.markers.raiseDelivered(personId, position.seq)) return null;
  const key = { personRef: person.personRef, roomRef: wholeLog };
  tables.steps.add(key, { before: from, upTo: position.seq, at });
  return { personId, from, seq: position.seq };
}

/** Stores when people were last here, by the server's clock (P20). */
export function saveLastSeen({ tables, transactions }: EngineContext, rows: readonly LastSeenRow[]): void {
  transactions.runRelaxed(() => {
    for (const { personId, at } of rows) tables.markers.putLastSeen(personId, at);
  });
}
