import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { waitUntil } from '../wait-until.ts';
import type { CommandContext } from './command-context.ts';
import type { PeopleSession } from './people-session.ts';

/** How long a new room may take to show up here before it is opened all the same. */
const appearMs = 3000;

/** Goes into a room that the server was just asked to make: what is said in it waits behind that, be it refused before or not. */
export async function enterMadeRoom(
  { session, doors }: Pick<CommandContext, 'session' | 'doors'>,
  serverId: ServerId,
  roomId: RoomId,
): Promise<void> {
  session.place.allowRoom(roomId);
  await roomAppears(session, serverId, roomId);
  session.course.arrived();
  await doors.open(serverId, roomId);
}

async function roomAppears(
  { clock, signal, mirror }: PeopleSession,
  serverId: ServerId,
  roomId: RoomId,
): Promise<void> {
  const isHere = (): boolean => mirror.room(serverId, roomId) !== undefined;
  await waitUntil(isHere, appearMs, { clock, signal, onChange: mirror.onChange });
}
