import type { ServerId } from '#shared/domain/ids.ts';
import type { Problem } from '../english.ts';
import { joinServer } from '../joiner.ts';
import { isKeptOut } from '../is-kept-out.ts';
import { cleanLine } from '../text/clean-text.ts';
import { waitUntil } from '../wait-until.ts';
import { firstRoom, type RoomDoors } from './open-room.ts';
import { note, sayProblem, type PeopleSession } from './people-session.ts';

/** Getting to servers, and into a room once there is one. */
export interface Arrivals {
  /** Goes to a server by id, address or join line; comes back with what cannot be mended by trying again. */
  enter(target: string): Promise<Problem | null>;
  /** Resolves true when people are in a room or no room is to be expected, false after `timeoutMs`. */
  settled(timeoutMs: number): Promise<boolean>;
}

export function createArrivals(session: PeopleSession, doors: RoomDoors): Arrivals {
  const { mirror, place, clock, signal, chat, displayName } = session;
  let entering = 0;
  let isOpening = false;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const listener of waiting) listener();
  };

  const openFirst = (): void => {
    const { serverId, roomId } = place;
    if (serverId === null || roomId !== null || isOpening) return;
    // A room just left stays in the list until the server has said so.
    const room = firstRoom(mirror.rooms(serverId).filter((each) => each.roomId !== place.leftRoomId));
    if (room === undefined) return;
    isOpening = true;
    void doors.open(serverId, room.roomId).then(() => {
      isOpening = false;
      changed();
    });
  };
  mirror.onChange(() => {
    openFirst();
    changed();
  });
  place.onMove(() => {
    openFirst();
    changed();
  });

  const goTo = (serverId: ServerId): void => {
    place.goToServer(serverId);
    if (place.roomId !== null) void doors.open(serverId, place.roomId);
  };
  const enter = async (target: string): Promise<Problem | null> => {
    const known = mirror.servers().find(({ serverId }) => serverId === target);
    if (known !== undefined) goTo(known.serverId);
    if (known !== undefined && known.connection.type !== 'offline' && known.connection.type !== 'refused') return null;
    const joined = await joinServer(
      { chat, mirror, clock, signal },
      {
        target,
        displayName: known?.displayName ?? displayName,
        onWaiting: (problem) => {
          sayProblem(session, problem, { serverId: known?.serverId ?? null });
          note(session, `${cleanLine(target).slice(0, 64)} is joined as soon as it answers.`);
        },
      },
    );
    if (!joined.ok) return joined.error;
    if (known === undefined) goTo(joined.value);
    return null;
  };

  const isSettled = (): boolean => {
    if (place.serverId === null) return entering === 0;
    const server = mirror.server(place.serverId);
    return place.roomId === null ? server !== undefined && isKeptOut(server.connection) : !isOpening;
  };
  return {
    enter: async (target) => {
      entering += 1;
      try {
        return await enter(target);
      } finally {
        entering -= 1;
        changed();
      }
    },
    settled: (timeoutMs) => {
      const onChange = (listener: () => void): (() => void) => {
        waiting.add(listener);
        return () => waiting.delete(listener);
      };
      return waitUntil(isSettled, timeoutMs, { clock, signal, onChange });
    },
  };
}
