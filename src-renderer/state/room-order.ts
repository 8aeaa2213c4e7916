import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import type { Rooms } from './rooms.svelte.ts';

/** The rooms of a server as they stand in the hallway: channels, then direct chats. */
function roomsInOrder(rooms: Rooms, serverId: ServerId): readonly RoomView[] {
  return [...rooms.channels(serverId), ...rooms.directs(serverId)];
}

/** The room above or below, and from an end the one at the other end. */
export function neighbourRoom(
  rooms: Rooms,
  serverId: ServerId,
  { from, step }: { readonly from: RoomId | undefined; readonly step: 1 | -1 },
): RoomId | null {
  const all = roomsInOrder(rooms, serverId);
  const at = all.findIndex(({ roomId }) => roomId === from);
  const start = at === -1 && step === -1 ? 0 : at;
  const next = all[(start + step + all.length) % all.length];
  return next === undefined || next.roomId === from ? null : next.roomId;
}

export interface RoomPlace {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** The next room with something unread: below the one that is open, then from the top, then on the other servers. */
export function nextUnreadRoom(
  rooms: Rooms,
  serverIds: readonly ServerId[],
  { serverId, roomId }: { readonly serverId: ServerId; readonly roomId: RoomId | undefined },
): RoomPlace | null {
  const own = roomsInOrder(rooms, serverId);
  const at = own.findIndex((room) => room.roomId === roomId);
  const around = [...own.slice(at + 1), ...own.slice(0, Math.max(at, 0))].map((room) => ({ serverId, room }));
  const others = serverIds
    .filter((other) => other !== serverId)
    .flatMap((other) => roomsInOrder(rooms, other).map((room) => ({ serverId: other, room })));
  const next = [...around, ...others].find(({ room }) => room.unread > 0);
  return next === undefined ? null : { serverId: next.serverId, roomId: next.room.roomId };
}
