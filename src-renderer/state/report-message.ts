import { isAllowed } from '#shared/domain/permission.ts';
import type { MessageItem, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import type { Hallway } from './hallway.svelte.ts';

export interface SaidHere {
  readonly server: ServerView;
  readonly room: RoomView;
  readonly message: MessageItem;
}

/** Whether this person may report it: what somebody else has said, and the server has. */
export function canReport({ people }: Pick<Hallway, 'people'>, { server, message }: Omit<SaidHere, 'room'>): boolean {
  const me = people.me(server.serverId);
  if (me === undefined || !isAllowed(me.role, 'report.message')) return false;
  const author = people.get(server.serverId, message.author);
  return message.author !== me.personId && message.itemNumber !== null && author?.role !== 'server';
}

/** Asks what is wrong with it. */
export function reportMessage(hallway: Pick<Hallway, 'people' | 'place'>, { server, room, message }: SaidHere): void {
  if (!canReport(hallway, { server, message })) return;
  hallway.place.report({ personId: message.author, message: { roomId: room.roomId, item: message } });
}
