import type { PersonView, RoomView, ServerView, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { LogModel, ModelRoom } from './log-model.ts';
import type { Screen } from './screen-check.ts';
import { violation, type Violation } from './violation.ts';

/** All that one client shows, asked for over its API. */
export interface Picture extends Screen {
  readonly server: ServerView;
  readonly rooms: readonly RoomView[];
  readonly people: readonly PersonView[];
  readonly timelines: ReadonlyMap<string, readonly TimelineItem[]>;
}

/** What only the server can say: how far people are, and what it lost when an older copy of its database was restored. */
export interface Progress {
  /** The last item that the person has read, where an *unread* mark counts as one before it; per person and room. */
  lastRead(person: string, roomId: string): number;
  /** The item up to which the person has read, whatever was marked. */
  readUpTo(person: string, roomId: string): number;
  /** Rooms that it had. They stay on screens, and nobody is in them. Null where it never lost anything. */
  readonly lostRooms: ReadonlySet<string> | null;
}

/** When everything has healed and all is quiet, a client shows what the log says (I9). */
export function checkConverged(model: LogModel, picture: Picture, progress: Progress): Violation[] {
  const { client, person, server, rooms, people } = picture;
  const found: Violation[] = [];
  const report = (problem: string) => found.push(violation('I9', `${client}: ${problem}`));
  if (server.connection.type !== 'online') report(`is ${server.connection.type}`);
  if (server.outbox.waiting > 0) report(`${server.outbox.waiting} commands wait`);
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
  if (server.unread !== unread) report(`counts ${server.unread} unread, and its rooms ${unread}`);
  for (const [personId, name] of model.people) {
    const shown = people.find((each) => each.personId === personId)?.displayName;
    if (shown !== name) report(`calls ${name} "${shown}"`);
  }
  for (const room of model.rooms.values()) {
    const shown = rooms.find(({ roomId }) => roomId === room.roomId);
    if (room.members.has(person)) found.push(...checkRoom({ room, shown, picture, progress }));
    else if (shown?.isMember === true) report(`thinks it is in ${room.name}`);
  }
  for (const { roomId, isWaiting, isMember, name } of rooms)
    if (!isWaiting && !model.rooms.has(roomId) && (isMember || progress.lostRooms?.has(roomId) !== true))
      report(`has a room ${name}, which is not there`);
  return found;
}

interface RoomPicture {
  readonly room: ModelRoom;
  readonly shown: RoomView | undefined;
  readonly picture: Picture;
  readonly progress: Progress;
}

function checkRoom({ room, shown, picture, progress }: RoomPicture): Violation[] {
  const { client, person, timelines } = picture;
  const { roomId, members } = room;
  if (shown === undefined) return [violation('I9', `${client} lacks the room ${room.name ?? roomId}`)];
  const told = {
    ...pick(shown),
    memberIds: shown.memberIds.toSorted(),
    isMember: shown.isMember,
    unread: progress.lostRooms === null ? shown.unread : 'in doubt',
  };
  // A device remembers what was read, and the server forgot how much.
  const counted = Math.max(0, room.itemHead - progress.lastRead(person, roomId));
  const unread = progress.lostRooms === null ? counted : 'in doubt';
  const right = { ...pick(room), memberIds: [...members].toSorted(), isMember: true, unread };
  const found =
    JSON.stringify(told) === JSON.stringify(right)
      ? []
      : [violation('I9', `${client} shows a room as ${JSON.stringify(told)}, not as ${JSON.stringify(right)}`)];
  const items = timelines.get(roomId) ?? [];
  if (room.kind === 'direct') found.push(...checkDeliveries({ room, shown, picture, progress }, items));
  return found;
}

function pick({ kind, visibility, history, name, topic }: RoomView | ModelRoom): object {
  return { kind, visibility, history, name, topic };
}

/** In a direct room everybody has everything by now; who has read what, their markers say. */
function checkDeliveries({ room, picture, progress }: RoomPicture, items: readonly TimelineItem[]): Violation[] {
  const { client, person } = picture;
  const others = [...room.members].filter((member) => member !== person);
  if (others.length === 0) return [];
  const readUpTo = Math.min(...others.map((other) => progress.readUpTo(other, room.roomId)));
  return items.flatMap((item) => {
    if (item.type !== 'message' || item.author !== person || item.itemNumber === null) return [];
    const right = item.itemNumber <= readUpTo ? 'read' : 'delivered';
    if (item.delivery === right) return [];
    return [violation('I9', `${client} shows ${item.key} as ${item.delivery}, and it is ${right}`)];
  });
}
