import type { RoomId } from '#shared/domain/ids.ts';
import type { ReadMarker } from '#shared/domain/read-marker.ts';
import { roomOfStream } from '#shared/domain/stream.ts';
import type { MarkerMove, UnsentMarker } from '../client-store.ts';
import type { Changes } from './changes.ts';
import { isBlocked, isBlockedRoom } from './blocking.ts';
import type { ClientContext } from './client-context.ts';
import type { StoredMarker } from './marker-table.ts';
import type { ReadEvent } from './read-event.ts';

/** Moves the own marker on this device; the server is told later. Whoever reads has looked into the room, and so asked for it. */
export function moveMarker(context: ClientContext, changes: Changes, move: MarkerMove): void {
  const { roomId } = move;
  const itemHead = context.tables.rooms.find(roomId)?.itemHead ?? 0;
  const marker = context.tables.markers.get(roomId);
  const wanted = move.readUpTo === 'everything' ? itemHead : Math.min(move.readUpTo ?? 0, itemHead);
  const isMarkPassed = move.readUpTo !== undefined && marker.unreadFrom !== null && wanted >= marker.unreadFrom;
  const unreadFrom = move.unreadFrom === undefined ? (isMarkPassed ? null : marker.unreadFrom) : move.unreadFrom;
  const room = context.tables.rooms.find(roomId)?.room;
  const isAskedFor = marker.isAskedFor || (room !== undefined && isBlockedRoom(context, room));
  const isLookedAt = move.readUpTo !== undefined && (marker.isNew || isAskedFor !== marker.isAskedFor);
  const looked = isLookedAt ? { ...marker, isNew: false, isAskedFor } : marker;
  if (looked !== marker) context.tables.markers.put(looked);
  putMoved(context, looked, { readUpTo: Math.max(marker.readUpTo, wanted), unreadFrom });
  changes.room(roomId);
}

/** Somebody brought this person into the room: it is news to them until they look, whatever was said in it. */
export function markInvitation(context: ClientContext, { header, command, isSigned }: ReadEvent): void {
  const { tables, owner } = context;
  const roomId = roomOfStream(header.stream);
  if (roomId === null || command?.kind !== 'room.invite' || !isSigned) return;
  if (command.body.personId !== owner.personId || header.person === owner.personId) return;
  if (isBlocked(context, header.person)) return;
  tables.markers.put({ ...tables.markers.get(roomId), isNew: true });
}

/** What was said before a person came in is not unread to them. */
export function markReadBeforeJoining(context: ClientContext, roomId: RoomId, itemHead: number): void {
  const marker = context.tables.markers.get(roomId);
  putMoved(context, marker, { ...marker, readUpTo: Math.max(marker.readUpTo, itemHead) });
}

/**
 * Writing into a room is having read it, so one's own messages never count as unread: the server raises its marker by the
 * message itself. The device that sent it takes a mark as unread back, and tells so; the person's others only follow.
 */
export function markOwnMessage(
  context: ClientContext,
  { header }: ReadEvent,
  { isSentHere }: { readonly isSentHere: boolean },
): void {
  const roomId = roomOfStream(header.stream);
  if (roomId === null || header.itemNumber === undefined || header.person !== context.owner.personId) return;
  const marker = context.tables.markers.get(roomId);
  const readUpTo = Math.max(marker.readUpTo, header.itemNumber);
  if (isSentHere) putMoved(context, marker, { readUpTo, unreadFrom: null });
  else context.tables.markers.put({ ...marker, readUpTo });
}

/** Markers as the server has them (P19): the read one only rises, the unread one is theirs unless this device moved it since. */
export function applyMarkers(context: ClientContext, changes: Changes, markers: readonly ReadMarker[]): void {
  for (const { roomId, readUpTo, unreadFrom } of markers) {
    const own = context.tables.markers.get(roomId);
    context.tables.markers.put({
      ...own,
      readUpTo: Math.max(own.readUpTo, readUpTo),
      unreadFrom: own.isUnreadFromUnsent ? own.unreadFrom : unreadFrom,
      isReadUpToUnsent: own.isReadUpToUnsent && own.readUpTo > readUpTo,
      // Another device has read on in it, and so its person has looked.
      isNew: own.isNew && readUpTo <= own.readUpTo,
    });
    changes.room(roomId);
  }
}

/** Of a room that the server does not list it takes none (H3): those wait until it does. */
export function unsentMarkers({ tables }: ClientContext): UnsentMarker[] {
  const isListed = ({ roomId }: StoredMarker) => tables.rooms.find(roomId)?.isUnlisted !== true;
  const unsent = tables.markers.unsent().filter(isListed);
  return unsent.map(({ roomId, readUpTo, unreadFrom, isReadUpToUnsent, isUnreadFromUnsent }) => ({
    roomId,
    ...(isReadUpToUnsent ? { readUpTo } : {}),
    ...(isUnreadFromUnsent ? { unreadFrom } : {}),
  }));
}

/** The server has been told; what moved on meanwhile stays to be told. */
export function markersSent({ tables }: ClientContext, markers: readonly UnsentMarker[]): void {
  for (const sent of markers) {
    const marker = tables.markers.get(sent.roomId);
    tables.markers.put({
      ...marker,
      isReadUpToUnsent: marker.isReadUpToUnsent && sent.readUpTo !== marker.readUpTo,
      isUnreadFromUnsent: marker.isUnreadFromUnsent && sent.unreadFrom !== marker.unreadFrom,
    });
  }
}

/** The server lost items that were read: what takes their places is unread, and the server is not told otherwise. */
export function capMarker({ tables }: ClientContext, roomId: RoomId, itemHead: number): void {
  const marker = tables.markers.get(roomId);
  const unreadFrom = marker.unreadFrom !== null && marker.unreadFrom > itemHead ? null : marker.unreadFrom;
  if (marker.readUpTo <= itemHead && unreadFrom === marker.unreadFrom) return;
  const readUpTo = Math.min(marker.readUpTo, itemHead);
  const isReadUpToUnsent = marker.isReadUpToUnsent && readUpTo === marker.readUpTo;
  tables.markers.put({ ...marker, readUpTo, unreadFrom, isReadUpToUnsent });
}

function putMoved(
  { tables }: ClientContext,
  marker: StoredMarker,
  { readUpTo, unreadFrom }: Pick<ReadMarker, 'readUpTo' | 'unreadFrom'>,
): void {
  if (readUpTo === marker.readUpTo && unreadFrom === marker.unreadFrom) return;
  tables.markers.put({
    roomId: marker.roomId,
    readUpTo,
    unreadFrom,
    isReadUpToUnsent: marker.isReadUpToUnsent || readUpTo !== marker.readUpTo,
    isUnreadFromUnsent: marker.isUnreadFromUnsent || unreadFrom !== marker.unreadFrom,
    isNew: marker.isNew,
    isAskedFor: marker.isAskedFor,
  });
}
