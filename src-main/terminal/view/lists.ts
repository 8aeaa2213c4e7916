import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { BrowsedRoom, NearbyServer, PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import { connectionWords, holdupWords, presenceWords } from '../english.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { cutToWidth, displayWidth } from '../text/display-width.ts';
import { bold, dim, lamp, lineWidth, plain, reverse, type Line, type Span } from './line.ts';

/** A row of a list: the number to type, the name, and what is to be said of it. */
interface Row {
  readonly number: number | null;
  readonly name: Span;
  readonly remark: string;
}

/** A room with the number and name it goes by here. */
export interface RoomRow {
  readonly number: number;
  readonly name: string;
  readonly room: RoomView;
  /** It was made here, and the server refused that. */
  readonly isRefused: boolean;
}

/** The rooms of a server: where you are in reverse, unread lit and counted. */
export function roomLines(rows: readonly RoomRow[], current: RoomId | null, width: number): Line[] {
  return listLines(
    rows.map(({ number, name, room, isRefused }) => ({
      number,
      name: roomName(cleanName(name), room, current),
      remark: [
        room.unread > 0 ? `${room.unread} unread` : '',
        isRefused ? 'refused, /discard all takes it away' : room.isWaiting ? 'not on the server yet' : '',
        standing(room),
        room.kind === 'direct' ? 'direct' : room.visibility === 'private' ? 'private' : '',
        cleanLine(room.topic),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    })),
    width,
  );
}

/** Public rooms one is not in. */
export function browsedLines(rooms: readonly BrowsedRoom[], width: number): Line[] {
  return listLines(
    rooms.map(({ name, topic, memberCount }) => ({
      number: null,
      name: dim(cleanName(name)),
      remark: [`${memberCount} in it`, cleanLine(topic)].filter((part) => part !== '').join(' · '),
    })),
    width,
  );
}

/** People by name; of where they are nothing is said while it cannot be known. */
export function personLines(people: readonly PersonView[], width: number): Line[] {
  const sorted = people.toSorted((a, b) => a.displayName.localeCompare(b.displayName));
  return listLines(
    sorted.map(({ displayName, isMe, role, presence }) => ({
      number: null,
      name: bold(cleanName(displayName)),
      remark: [isMe ? 'you' : '', presence === null ? '' : presenceWords[presence], role === 'member' ? '' : role]
        .filter((part) => part !== '')
        .join(' · '),
    })),
    width,
  );
}

/** Servers this device knows, with where each connection stands, and whether a link or digits have confirmed it (T3). */
export function serverLines(
  servers: readonly ServerView[],
  at: { readonly current: ServerId | null; readonly width: number; numberOf(serverId: ServerId): number },
): Line[] {
  return listLines(
    servers.map(({ serverId, name, connection, isVerified, unread, outbox, holdup }) => ({
      number: at.numberOf(serverId),
      name: serverId === at.current ? reverse(cleanName(name)) : bold(cleanName(name)),
      remark: [
        connectionWords[connection.type],
        isVerified ? '' : 'not confirmed',
        holdup === null ? '' : holdupWords[holdup.type],
        unread > 0 ? `${unread} unread` : '',
        outbox.waiting > 0 ? `${outbox.waiting} waiting` : '',
        outbox.failed > 0 ? `${outbox.failed} not sent` : '',
      ]
        .filter((part) => part !== '')
        .join(' · '),
    })),
    at.width,
  );
}

/** Servers seen on the network. */
export function nearbyLines(
  servers: readonly NearbyServer[],
  at: { readonly width: number; numberOf(serverId: ServerId): number },
): Line[] {
  return listLines(
    servers.map(({ serverId, name, addresses, isKnown }) => ({
      number: at.numberOf(serverId),
      name: bold(cleanName(name)),
      remark: [isKnown ? 'known' : 'new', cleanLine(addresses[0] ?? '')].filter((part) => part !== '').join(' · '),
    })),
    at.width,
  );
}

/** Rows that are known by a number, or have none. */
export function numberedLines(
  rows: readonly { readonly number: number | null; readonly name: string; readonly remark: string }[],
  width: number,
): Line[] {
  return listLines(
    rows.map((row) => ({ ...row, name: bold(row.name) })),
    width,
  );
}

/** Whether you are in it, where that is not so or not sure. */
function standing({ isMember, isWaiting, isClosed }: RoomView): string {
  if (isClosed) return 'closed for now';
  return isMember || isWaiting ? '' : 'not in it';
}

function roomName(name: string, room: RoomView, current: RoomId | null): Span {
  if (room.roomId === current) return reverse(name);
  return room.unread > 0 ? lamp(name) : plain(name);
}

/** Names are shown whole, remarks are cut where the line ends. */
function listLines(rows: readonly Row[], width: number): Line[] {
  const numberColumns = Math.max(0, ...rows.map(({ number }) => (number === null ? 0 : String(number).length)));
  const longest = Math.max(0, ...rows.map(({ name }) => displayWidth(name.text)));
  const nameColumns = Math.min(longest, width === Infinity ? longest : Math.floor(width / 2));
  return rows.map(({ number, name, remark }) => {
    const before = numberColumns === 0 ? '  ' : `${String(number ?? '').padStart(numberColumns + 2)} `;
    const head: Line = [dim(before), { ...name, text: cutToWidth(name.text, Math.max(2, width - before.length)) }];
    const gap = ' '.repeat(Math.max(0, before.length + nameColumns - lineWidth(head)) + 2);
    const room = width - lineWidth(head) - gap.length;
    return remark === '' || room < 2 ? head : [...head, plain(gap), dim(cutToWidth(remark, room))];
  });
}
