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

  /** What is needed where people are, while they are at a server and on their way to none. */
  const isThere: Readonly<Record<Need, (serverId: ServerId) => boolean>> = {
    entered: () => true,
    room: (serverId) => {
      if (place.roomId !== null) return !isOpening;
      const server = mirror.server(serverId);
      return server !== undefined && isKeptOut(server.connection);
    },
    online: (serverId) => {
      const server = mirror.server(serverId);
      if (server === undefined) return false;
      if (isKeptOut(server.connection)) return true;
      const hasRoom = place.roomId !== null || roomToOpen(serverId) === undefined;
      return server.connection.type === 'online' && hasRoom && !isOpening;
    },
  };
  const hasArrived = (need: Need): boolean =>
    !isUnderWay() && (place.serverId === null || isThere[need](place.serverId));
  return {
    ...joins,
    until: (need, timeoutMs) => {
      const onChange = (listener: () => void): (() => void) => {
        waiting.add(listener);
        return () => waiting.delete(listener);
      };
      return waitUntil(() => hasArrived(need), timeoutMs, { clock, signal, onChange });
    },
  };
}
