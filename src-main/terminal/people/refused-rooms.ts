import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { FailedCommand } from '#shared/ipc/chat-view.ts';
import type { PeopleSession } from './people-session.ts';

/** Rooms that were made here and that the server refused: they are on this computer alone until they are discarded. */
export async function refusedRooms(session: PeopleSession, serverId: ServerId): Promise<ReadonlySet<RoomId>> {
  const failed = await session.chat.call('command.failedList', { serverId });
  if (!failed.ok) return new Set();
  const unmade = failed.value.map((command) => unmadeRoom(session, serverId, command));
  return new Set(unmade.filter((roomId) => roomId !== null));
}

/** The room that is nowhere because this command was refused; null where it was to make none, or where it is there all the same. */
export function unmadeRoom(
  { mirror }: PeopleSession,
  serverId: ServerId,
  { kind, roomId }: Pick<FailedCommand, 'kind' | 'roomId'>,
): RoomId | null {
  if (roomId === null || !makesRoom(kind)) return null;
  // A direct chat can be opened in vain, and by the other one before or after that.
  return mirror.room(serverId, roomId)?.isWaiting === false ? null : roomId;
}

/** Whether a command of this kind makes a room: where it is refused, there is none. */
export function makesRoom(kind: string): boolean {
  return kind === 'room.create' || kind === 'direct.open';
}
