import type { RoomId, ServerId } from '#shared/domain/ids.ts';

/** Which server and room people are in. Each server remembers the room they were in last. */
export interface CurrentPlace {
  readonly serverId: ServerId | null;
  readonly roomId: RoomId | null;
  goToServer(serverId: ServerId): void;
  goToRoom(serverId: ServerId, roomId: RoomId): void;
  /** Forgets the room, because it was left. */
  leaveRoom(): void;
  leaveServer(): void;
  isIn(serverId: ServerId, roomId: RoomId): boolean;
}

export function createCurrentPlace(): CurrentPlace {
  const roomByServer = new Map<ServerId, RoomId>();
  let current: ServerId | null = null;
  const roomOf = (serverId: ServerId | null): RoomId | null =>
    serverId === null ? null : (roomByServer.get(serverId) ?? null);
  return {
    get serverId() {
      return current;
    },
    get roomId() {
      return roomOf(current);
    },
    goToServer: (serverId) => {
      current = serverId;
    },
    goToRoom: (serverId, roomId) => {
      current = serverId;
      roomByServer.set(serverId, roomId);
    },
    leaveRoom: () => {
      if (current !== null) roomByServer.delete(current);
    },
    leaveServer: () => {
      current = null;
    },
    isIn: (serverId, roomId) => current === serverId && roomOf(current) === roomId,
  };
}
