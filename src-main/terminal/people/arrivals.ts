import type { ServerId } from '#shared/domain/ids.ts';
import { isKeptOut } from '../is-kept-out.ts';
import { waitUntil } from '../wait-until.ts';
import type { ConnectionNews } from './connection-news.ts';
import { createJoins, type Joins } from './joins.ts';
import { firstRoom, type RoomDoors } from './open-room.ts';
import type { PeopleSession } from './people-session.ts';

/** What a line from a pipe waits for: that no server is on its way to be joined, a room, or a server that answers. */
export type Need = 'entered' | 'room' | 'online';

/** Getting to servers, and into a room once there is one. */
export interface Arrivals extends Omit<Joins, 'isUnderWay'> {
  /** Resolves true when there is what is needed or it is not to be expected, false after `timeoutMs`. */
  until(need: Need, timeoutMs: number): Promise<boolean>;
}

export function createArrivals(
  session: PeopleSession,
  { doors, news }: { readonly doors: RoomDoors; readonly news: ConnectionNews },
): Arrivals {
  const { mirror, place, clock, signal } = session;
  let isOpening = false;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const listener of waiting) listener();
  };

  const roomToOpen = (serverId: ServerId) =>
    // A room just left stays in the list until the server has said so.
    firstRoom(mirror.rooms(serverId).filter((each) => each.roomId !== place.leftRoomId));
  const openFirst = (): void => {
    const { serverId, roomId } = place;
    if (serverId === null || roomId !== null || isOpening) return;
    const room = roomToOpen(serverId);
    if (room === undefined) return;
    isOpening = true;
    void doors.open(serverId, room.roomId).then(() => {
      isOpening = false;
      changed();
    });
  };
  const goTo = (serverId: ServerId): void => {
    session.course.arrived();
    place.goToServer(serverId);
    // Who was in no room there goes into the first one by that alone.
    if (place.roomId !== null && !isOpening) void doors.open(serverId, place.roomId);
  };
  const { isUnderWay, ...joins } = createJoins(session, { news, goTo, onEnd: changed });
  mirror.onChange(() => {
    openFirst();
    changed();
  });
  place.onMove(() => {
    joins.acted();
    openFirst();
    changed();
  });

  const isThere: Readonly<Record<Need, () => boolean>> = {
    entered: () => !isUnderWay(),
    room: () => {
      if (isUnderWay()) return false;
      if (place.serverId === null) return true;
      const server = mirror.server(place.serverId);
      return place.roomId === null ? server !== undefined && isKeptOut(server.connection) : !isOpening;
    },
    online: () => {
      if (isUnderWay()) return false;
      if (place.serverId === null) return true;
      const connection = mirror.server(place.serverId)?.connection;
      if (connection === undefined || isKeptOut(connection)) return connection !== undefined;
      const hasRoom = place.roomId !== null || roomToOpen(place.serverId) === undefined;
      return connection.type === 'online' && hasRoom && !isOpening;
    },
  };
  return {
    ...joins,
    until: (need, timeoutMs) => {
      const onChange = (listener: () => void): (() => void) => {
        waiting.add(listener);
        return () => waiting.delete(listener);
      };
      return waitUntil(isThere[need], timeoutMs, { clock, signal, onChange });
    },
  };
}
