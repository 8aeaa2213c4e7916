import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { note, type PeopleSession } from './people-session.ts';

/** Says once when a room opens that a server kept closed since it lost something (H3). */
export function tellOpenedRooms(session: PeopleSession): void {
  const closed = new Set<RoomId>();
  const onRooms = (serverId: ServerId, rooms: readonly RoomView[]): void => {
    for (const { roomId, isClosed, isMember } of rooms) {
      if (isClosed) closed.add(roomId);
      else if (closed.delete(roomId) && isMember) {
        const room = cleanName(session.names.room(serverId, roomId));
        note(session, `${room} is open again. /join ${room} goes there.`);
      }
    }
  };
  void session.mirror.ready.then(() => {
    for (const { serverId } of session.mirror.servers()) onRooms(serverId, session.mirror.rooms(serverId));
  });
  session.chat.on('room.changed', ({ serverId, rooms }) => {
    onRooms(serverId, rooms);
  });
}

/** Why a room that is listed cannot be gone into; null where it can, or may be asked for. */
export function outsideSentence({ names }: PeopleSession, serverId: ServerId, room: RoomView): string | null {
  const name = cleanName(names.room(serverId, room.roomId));
  const server = cleanName(names.server(serverId));
  if (room.isClosed) {
    // A direct chat is kept closed by nobody.
    return room.visibility === 'private' && room.kind === 'channel'
      ? `${server} lost what was said last, and keeps ${name} closed until two people who were in it lately have connected. One line says when it opens.`
      : `${server} lost ${name}. One line says when it is back.`;
  }
  const isOutside = !room.isMember && !room.isWaiting && room.visibility === 'private';
  return isOutside ? `You are not in ${name} any more. It is private: somebody in it can bring you back.` : null;
}
