import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { cutToWidth } from '../text/display-width.ts';
import { dim, plain, reverse, type Line } from '../view/line.ts';
import { note, sayProblem, type PeopleSession } from './people-session.ts';
import type { ReadMarker } from './read-marker.ts';
import type { TimelinePrinter } from './timeline-printer.ts';

/** Going into rooms and reading back in them. */
export interface RoomDoors {
  open(serverId: ServerId, roomId: RoomId): Promise<void>;
  /** Prints up to `count` older messages of the current room. */
  readOlder(count: number): Promise<void>;
  /** Prints in full what this person said and did in the current room while they were blocked; whether there was any. */
  showHidden(personId: PersonId): boolean;
}

interface DoorParts {
  readonly session: PeopleSession;
  readonly printer: TimelinePrinter;
  readonly readMarker: ReadMarker;
}

interface Page {
  readonly before?: string;
  readonly maxItems: number;
  readonly unread: number;
}

const openingItems = 10;

export function createRoomDoors({ session, printer, readMarker }: DoorParts): RoomDoors {
  const { chat, mirror, place, screen } = session;
  /** Where reading back goes on, by room; null at the beginning. */
  const cursors = new Map<RoomId, string | null>();

  const printPage = async (serverId: ServerId, roomId: RoomId, page: Page): Promise<void> => {
    const { unread, ...asked } = page;
    const fetch = async () => {
      const result = await chat.call('timeline.page', { serverId, roomId, ...asked });
      if (!result.ok) {
        sayProblem(session, result.error, { serverId, roomId });
        return null;
      }
      cursors.set(roomId, result.value.before);
      if (result.value.items.length === 0) note(session, 'Nothing has been said here yet.');
      return result.value.items;
    };
    await printer.printPage({ serverId, roomId }, fetch, unread);
  };

  return {
    showHidden: printer.showHidden,
    open: async (serverId, roomId) => {
      printer.flush();
      place.goToRoom(serverId, roomId);
      const room = mirror.room(serverId, roomId);
      screen.print([headLine(session, serverId, room)]);
      const unread = room?.unread ?? 0;
      await printPage(serverId, roomId, { maxItems: Math.min(200, Math.max(openingItems, unread + 2)), unread });
      readMarker.seen();
      void chat.call('presence.watch', { serverId, roomIds: [roomId], personIds: [], everybody: false });
    },
    readOlder: async (count) => {
      const { serverId, roomId } = place;
      if (serverId === null || roomId === null) return;
      const before = cursors.get(roomId);
      if (before === null) {
        const name = cleanName(session.names.room(serverId, roomId));
        note(
          session,
          `This is the beginning of ${name}. /join ${name} shows its end again, and /history reads back from there.`,
        );
        return;
      }
      await printPage(serverId, roomId, { ...(before === undefined ? {} : { before }), maxItems: count, unread: 0 });
    },
  };
}

/** The room people come to by themselves: `general`, else the first channel they are in, else any room. */
export function firstRoom(rooms: readonly RoomView[]): RoomView | undefined {
  const mine = rooms.filter(({ isMember, isWaiting }) => isMember || isWaiting);
  const channels = mine.filter(({ kind }) => kind === 'channel');
  // One that was made here may have been refused.
  const onServer = channels.filter(({ isWaiting }) => !isWaiting);
  const sorted = (onServer.length > 0 ? onServer : channels).toSorted((a, b) =>
    (a.name ?? '').localeCompare(b.name ?? ''),
  );
  return sorted.find(({ name }) => name === 'general') ?? sorted[0] ?? mine[0];
}

function standing(room: RoomView | undefined): string {
  if (room === undefined || room.isMember || room.isWaiting) return '';
  return room.isClosed ? 'closed for now' : 'you are not in it';
}

function headLine({ names, screen }: PeopleSession, serverId: ServerId, room: RoomView | undefined): Line {
  const name = room === undefined ? '?' : cleanName(names.room(serverId, room.roomId));
  const parts = [
    room !== undefined && room.unread > 0 ? `${room.unread} unread` : '',
    standing(room),
    cleanLine(room?.topic ?? ''),
  ].filter((part) => part !== '');
  const remark = cutToWidth(parts.join(' · '), Math.max(0, screen.width() - name.length - 4));
  return [reverse(` ${name} `), plain(remark === '' ? '' : '  '), dim(remark)];
}
