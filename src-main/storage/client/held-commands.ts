/**
 * A server that lost something keeps private rooms closed for a while (H3). What is for such a room waits here, in its order, and
 * holds up no other: the first of it asks whether the room is open, once a session and once more behind what the server
 * repeats of an earlier one; the others go when it is, or fail with it.
 * They keep their ids, so that whatever came back of them meanwhile is not said twice (P14).
 */
import type { RoomId } from '#shared/domain/ids.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import type { OutboxRow } from './outbox-table.ts';

/** The server does not list the room: whatever was not sent yet waits, and the first of it asks. */
export function holdUnlisted({ tables }: ClientContext, changes: Changes, roomId: RoomId): void {
  if (tables.holds.hold(roomId) === 0) return;
  tables.holds.ask(roomId);
  changes.outbox();
}

/** It was refused because its room is closed: it waits, and what stands behind it in the room with it. */
export function holdRefused({ tables }: ClientContext, changes: Changes, { commandId, roomId }: OutboxRow): void {
  tables.holds.holdBack(commandId);
  if (roomId !== null) tables.holds.hold(roomId);
  changes.outbox();
}

/** The room is listed, or the server has said something else of what asked. */
export function releaseRoom({ tables }: ClientContext, changes: Changes, roomId: RoomId | null): void {
  if (roomId !== null && tables.holds.release(roomId) > 0) changes.outbox();
}

/** A session begins: the first that waits for each room may go. */
export function askClosedRooms({ tables }: ClientContext): void {
  for (const roomId of tables.holds.rooms()) tables.holds.ask(roomId);
}

/** Whether what is written now has to wait behind something, or is the one that asks; null where neither. */
export function holdOfNew({ tables, owner }: ClientContext, kind: string, roomId: RoomId | null): OutboxRow['hold'] {
  if (roomId === null || isOpening(kind)) return null;
  if (tables.holds.isHeld(roomId)) return 'held';
  const isClosed = tables.rooms.find(roomId)?.isUnlisted === true && !tables.members.has(roomId, owner.personId);
  return isClosed ? 'asking' : null;
}

/** Such a command may be what the room is waiting for, where it is there no more. */
function isOpening(kind: string): boolean {
  return kind === 'room.create' || kind === 'direct.open' || kind === 'room.join';
}
