import type { RoomId } from '#shared/domain/ids.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { queueCommand } from './queue-command.ts';

/** Joins the rooms that an invite leads into (T6), each once: the server names them at every login until they were joined. */
export function joinGranted(context: ClientContext, changes: Changes, roomIds: readonly RoomId[]): void {
  const { members, outbox } = context.tables;
  const isIn = new Set(members.roomsOf(context.owner.personId));
  for (const roomId of roomIds) {
    const isJoining = outbox.ofRoom(roomId, 'room.join').some(({ failure }) => failure === null);
    if (!isIn.has(roomId) && !isJoining) queueCommand(context, changes, { kind: 'room.join', body: { roomId } });
  }
}

/** Whether a command waits that the token of an invite has to stand behind. */
export function isInviteWanted({ tables }: ClientContext): boolean {
  const waiting = [...tables.outbox.ofKind('person.admit'), ...tables.outbox.ofKind('invite.accept')];
  return waiting.some(({ failure }) => failure === null);
}
