import type { RoomId, ServerId } from '#shared/domain/ids.ts';

/** Which server and room people are in. Each server remembers the room they were in last. */
export interface CurrentPlace {
  readonly serverId: ServerId | null;
  readonly roomId: RoomId | null;
  /** The room left last, which stays in lists until the server has said so. */
  readonly leftRoomId: RoomId | null;
  goToServer(serverId: ServerId): void;
  goToRoom(serverId: ServerId, roomId: RoomId): void;
  /** Forgets the room, because it was left. */
  leaveRoom(): void;
  leaveServer(): void;
  isIn(serverId: ServerId, roomId: RoomId): boolean;
  /** Calls back after each move. */
  onMove(listener: () => void): void;
}

export function createCurrentPlace(): CurrentPlace {
  const roomByServer = new Map<ServerId, RoomId>();
  const listeners: (() => void)[] = [];
  let current: ServerId | null = null;
  let leftRoomId: RoomId | null = null;
  const roomHere = (): RoomId | null => (current === null ? null : (roomByServer.get(current) ?? null));
  const moved = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    get serverId() {
      return current;
    },
    get roomId() {
      return roomHere();
    },
    get leftRoomId() {
      return leftRoomId;
    },
    goToServer: (serverId) => {
      current = serverId;
      moved();
    },
    goToRoom: (serverId, roomId) => {
      current = serverId;
      roomByServer.set(serverId, roomId);
      leftRoomId = null;
      moved();
    },
    leaveRoom: () => {
      leftRoomId = roomHere();
      if (current !== null) roomByServer.delete(current);
      moved();
    },
    leaveServer: () => {
      if (current !== null) roomByServer.delete(current);
      current = null;
      moved();
    },
    isIn: (serverId, roomId) => current === serverId && roomHere() === roomId,
    onMove: (listener) => void listeners.push(listener),
  };
}
