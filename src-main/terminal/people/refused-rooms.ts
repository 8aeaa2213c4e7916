import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { PeopleSession } from './people-session.ts';

/** Rooms that were made here and that the server refused: they are on this computer alone until they are discarded. */
export async function refusedRooms({ chat }: PeopleSession, serverId: ServerId): Promise<ReadonlySet<RoomId>> {
  const failed = await chat.call('command.failedList', { serverId });
  if (!failed.ok) return new Set();
  const makings = failed.value.filter(({ kind }) => makesRoom(kind));
  return new Set(makings.flatMap(({ roomId }) => (roomId === null ? [] : [roomId])));
}

/** Whether a command of this kind makes a room: where it is refused, there is none. */
export function makesRoom(kind: string): boolean {
  return kind === 'room.create' || kind === 'direct.open';
}
