import { isPresent } from '#shared/domain/person.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import { resolveName, resolveNames } from '../resolve-name.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { browsedLines, personLines, roomLines, type RoomRow } from '../view/lists.ts';
import { roomHere, sayNotResolved, serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { enterMadeRoom } from './enter-made-room.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';
import { refusedRooms } from './refused-rooms.ts';
import { mayHere } from './rights.ts';

export const listRooms: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const { screen, place } = session;
  context.rooms.renumber(sortedRooms(session, serverId).map(({ room }) => room.roomId));
  const refused = await refusedRooms(session, serverId);
  screen.print(roomLines(roomRows(context, serverId, refused), place.roomId, screen.width()));
  if (session.mirror.server(serverId)?.connection.type !== 'online') return;
  const browsed = await session.chat.call('room.browse', { serverId });
  if (!browsed.ok) return;
  const others = browsed.value.filter(({ isMember }) => !isMember);
  if (others.length > 0) screen.print([...browsedLines(others, screen.width())]);
};

export const leaveRoom: CommandHandler = async (context, { rest }) => {
  const here = roomHere(context);
  if (here === null) return;
  const { session } = context;
  const left = rest === '' ? null : resolveName(rest, session.names.rooms(here.serverId));
  if (left !== null && !left.ok) {
    sayNotResolved(context, left.error);
    return;
  }
  const roomId = left?.value.id ?? here.roomId;
  if (session.mirror.room(here.serverId, roomId)?.kind === 'direct') {
    refuse(session, 'A direct chat cannot be left.');
    return;
  }
  const result = await session.chat.call('room.leave', { serverId: here.serverId, roomId });
  if (!result.ok) sayProblem(session, result.error, { serverId: here.serverId, roomId });
  else if (roomId === here.roomId) session.place.leaveRoom();
};

export const createRoom: CommandHandler = async (context, { rest }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const options = rest.split(/\s+/u).filter((word) => /^(?:--|—)\p{L}/u.test(word));
  const name = rest.replaceAll(/(^|\s)--(private|history)(?=\s|$)/gu, ' ').trim();
  if (name === '' || options.some((word) => word !== '--private' && word !== '--history')) {
    refuse(session, '/create needs a name, and takes --private and --history besides; no word of it begins with --.');
    return;
  }
  if (!mayHere(context, serverId, 'room.create')) return;
  const isPrivate = options.includes('--private');
  const showsHistory = !isPrivate || options.includes('--history');
  const result = await session.chat.call('room.create', {
    serverId,
    name: name.replaceAll(/^["“]|["”]$/gu, ''),
    topic: '',
    visibility: isPrivate ? 'private' : 'public',
    history: showsHistory ? 'everything' : 'joined',
  });
  if (!result.ok) {
    sayProblem(session, result.error);
    return;
  }
  await enterMadeRoom(context, serverId, result.value.roomId);
};

export const inviteToRoom: CommandHandler = async (context, { rest }) => {
  const here = roomHere(context);
  if (here === null || !mayHere(context, here.serverId, 'room.invite')) return;
  const { session } = context;
  if (isDirect(session, here)) {
    refuse(
      session,
      'A direct chat stays with those who are in it. /dm NAME... opens one with more people, /create a room.',
    );
    return;
  }
  const person = resolveName(rest.replaceAll(/["“”]/gu, ''), session.names.people(here.serverId));
  if (!person.ok) {
    sayNotResolved(context, person.error);
    return;
  }
  const personId = person.value.id;
  const room = session.mirror.room(here.serverId, here.roomId);
  if (room?.memberIds.includes(personId) === true) {
    const name = cleanName(session.names.room(here.serverId, here.roomId));
    note(session, `${cleanName(person.value.name)} is in ${name} already.`);
    return;
  }
  const result = await session.chat.call('room.invite', { ...here, personId });
  if (!result.ok) sayProblem(session, result.error);
};

function isDirect({ mirror }: PeopleSession, at: { serverId: ServerId; roomId: RoomId }): boolean {
  return mirror.room(at.serverId, at.roomId)?.kind === 'direct';
}

export const setTopic: CommandHandler = async (context, { rest }) => {
  const here = roomHere(context);
  if (here === null) return;
  if (rest === '') {
    say(context.session, topicSentence(context.session, here));
    return;
  }
  if (!mayHere(context, here.serverId, 'room.setTopic')) return;
  const result = await context.session.chat.call('room.setTopic', { ...here, topic: rest === '--none' ? '' : rest });
  if (!result.ok) sayProblem(context.session, result.error);
};

function topicSentence({ mirror, names }: PeopleSession, at: { serverId: ServerId; roomId: RoomId }): string {
  const topic = cleanLine(mirror.room(at.serverId, at.roomId)?.topic ?? '');
  const name = cleanName(names.room(at.serverId, at.roomId));
  if (topic === '') return `${name} has no topic. /topic TEXT sets one.`;
  return `The topic of ${name}: ${topic} - /topic TEXT changes it, /topic --none removes it.`;
}

export const renameRoom: CommandHandler = async (context, { rest }) => {
  const here = roomHere(context);
  if (here === null || !mayHere(context, here.serverId, 'room.rename')) return;
  if (isDirect(context.session, here)) {
    refuse(context.session, 'A direct chat has no name of its own: it is called after who is in it.');
    return;
  }
  const result = await context.session.chat.call('room.rename', { ...here, name: rest });
  if (!result.ok) sayProblem(context.session, result.error);
};

export const openDirect: CommandHandler = async (context, { args }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session, doors } = context;
  const people = resolveNames(args, session.names.people(serverId));
  if (!people.ok) {
    sayNotResolved(context, people.error);
    return;
  }
  if (people.value.length === 0) {
    refuse(session, '/dm needs the name of somebody. /people lists everybody.');
    return;
  }
  const me = session.mirror.server(serverId)?.personId;
  const personIds = people.value.map(({ id }) => id).filter((id) => id !== me);
  if (personIds.length === 0) {
    refuse(session, 'A direct chat is with somebody else: this is you. /people lists everybody.');
    return;
  }
  const open = directWith(session, serverId, personIds);
  if (open !== null) {
    session.course.arrived();
    await doors.open(serverId, open);
    return;
  }
  if (!mayHere(context, serverId, 'direct.open')) return;
  const result = await session.chat.call('direct.open', { serverId, personIds });
  if (!result.ok) {
    sayProblem(session, result.error);
    return;
  }
  await enterMadeRoom(context, serverId, result.value.roomId);
};

export const listMembers: CommandHandler = (context) => {
  const here = roomHere(context);
  if (here === null) return;
  const { mirror, screen } = context.session;
  const members = mirror.room(here.serverId, here.roomId)?.memberIds ?? [];
  const people = mirror
    .people(here.serverId)
    .filter((person) => members.includes(person.personId) && isPresent(person));
  screen.print(personLines(people, screen.width()));
};

export const readHistory: CommandHandler = async (context, { rest }) => {
  if (roomHere(context) === null) return;
  const count = rest === '' ? 20 : Number(rest);
  if (!Number.isInteger(count) || count < 1) {
    refuse(context.session, '/history takes a number of messages, 1 to 200.');
    return;
  }
  await context.doors.readOlder(Math.min(count, 200));
};

export const listUnread: CommandHandler = (context) => {
  const { session } = context;
  const { mirror, screen, names } = session;
  let count = 0;
  for (const { serverId } of mirror.servers()) {
    const rows = roomRows(context, serverId).filter(({ room }) => room.unread > 0);
    if (rows.length === 0) continue;
    count += rows.length;
    if (mirror.servers().length > 1) note(session, cleanName(names.server(serverId)));
    screen.print(roomLines(rows, session.place.roomId, screen.width()));
  }
  if (count === 0) say(session, 'Nothing is unread.');
};

/** The direct chat with just these, where the server has it: whoever may open none may still talk in it. */
function directWith({ mirror }: PeopleSession, serverId: ServerId, others: readonly PersonId[]): RoomId | null {
  const wanted = new Set(others);
  const me = mirror.server(serverId)?.personId;
  const isWanted = ({ kind, isMember, isWaiting, memberIds }: RoomView): boolean => {
    const rest = memberIds.filter((memberId) => memberId !== me);
    const isSame = rest.length === wanted.size && rest.every((memberId) => wanted.has(memberId));
    return kind === 'direct' && isMember && !isWaiting && isSame;
  };
  return mirror.rooms(serverId).find(isWanted)?.roomId ?? null;
}

/** Channels by name, then direct rooms; those one is not in come last. */
function roomRows(
  { session, rooms }: CommandContext,
  serverId: ServerId,
  refused: ReadonlySet<RoomId> = new Set(),
): RoomRow[] {
  return sortedRooms(session, serverId).map(({ room, name }) => ({
    room,
    name,
    number: rooms.numberOf(room.roomId),
    isRefused: refused.has(room.roomId),
  }));
}

function sortedRooms({ mirror, names }: PeopleSession, serverId: ServerId): Pick<RoomRow, 'room' | 'name'>[] {
  return mirror
    .rooms(serverId)
    .filter(({ isBlocked }) => !isBlocked)
    .map((room) => ({ room, name: names.room(serverId, room.roomId) }))
    .toSorted((a, b) => rank(a.room) - rank(b.room) || a.name.localeCompare(b.name));
}

function rank({ kind, isMember, isWaiting }: { kind: string; isMember: boolean; isWaiting: boolean }): number {
  if (!isMember && !isWaiting) return 2;
  return kind === 'direct' ? 1 : 0;
}
