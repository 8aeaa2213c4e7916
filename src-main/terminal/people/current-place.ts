import type { RoomId, ServerId } from '#shared/domain/ids.ts';

/** Which server and room people are in. Each server remembers the room they were in last. */
export interface CurrentPlace {
  readonly serverId: ServerId | null;
  readonly roomId: RoomId | null;
  /** The room left last, which stays in lists until the server has said so. */
  readonly leftRoomId: RoomId | null;
  /** Whether the server refused to make the room: people stay in it until they go elsewhere, and nothing is said there. */
  readonly isRefused: boolean;
  goToServer(serverId: ServerId): void;
  goToRoom(serverId: ServerId, roomId: RoomId): void;
  /** The server refused to make this room; `allowRoom` takes it back when it is asked again, or the room is there after all. */
  refuseRoom(roomId: RoomId): void;
  allowRoom(roomId: RoomId): void;
  /** Forgets the room, because it was left. */
  leaveRoom(): void;
  leaveServer(): void;
  isIn(serverId: ServerId, roomId: RoomId): boolean;
  /** Calls back after each move. */
  onMove(listener: () => void): void;
}

export function createCurrentPlace(): CurrentPlace {
  const roomByServer = new Map<ServerId, RoomId>();
  const refused = new Set<RoomId>();
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
    get isRefused() {
      const roomId = roomHere();
      return roomId !== null && refused.has(roomId);
    },
    refuseRoom: (roomId) => {
      refused.add(roomId);
      moved();
    },
    allowRoom: (roomId) => {
      if (refused.delete(roomId)) moved();
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
