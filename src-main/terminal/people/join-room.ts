import type { CommandId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import { comparable, resolveName, type Named } from '../resolve-name.ts';
import { cleanName } from '../text/clean-text.ts';
import { waitUntil } from '../wait-until.ts';
import { outsideSentence } from './closed-rooms.ts';
import { sayNotResolved, serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, refuse, sayProblem, type PeopleSession } from './people-session.ts';
import { refusedRooms } from './refused-rooms.ts';

/** How long a server may take to let somebody into a room before that is said. */
const answerMs = 3000;

export const joinRoom: CommandHandler = async (context, { rest }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session, doors } = context;
  if (rest === '') {
    refuse(session, '/join needs the name of a room. /rooms lists them.');
    return;
  }
  const refused = await refusedRooms(session, serverId);
  const isMine = ({ roomId, isMember, isWaiting }: RoomView) => (isMember || isWaiting) && !refused.has(roomId);
  const mine = namedRooms(session, serverId, isMine);
  const found = resolveName(typedAmong(context, rest, mine), mine);
  if (found.ok) {
    session.course.arrived();
    await doors.open(serverId, found.value.id);
  } else if (found.error.type === 'ambiguous') sayNotResolved(context, found.error);
  else await joinOther(context, serverId, { typed: rest, refused });
};

/** Goes into a room that everybody may join, or says why nobody gets into the one that is meant; of two by one name the former. */
async function joinOther(
  context: CommandContext,
  serverId: ServerId,
  { typed, refused }: { readonly typed: string; readonly refused: ReadonlySet<RoomId> },
): Promise<void> {
  const { session } = context;
  const refusedHere = namedRooms(session, serverId, ({ roomId }) => refused.has(roomId));
  const byNumber = refusedHere.find(({ id }) => id === context.rooms.idOf(typed));
  if (byNumber !== undefined) {
    refuse(session, refusedSentence(byNumber.name));
    return;
  }
  const browsed = await session.chat.call('room.browse', { serverId });
  const joinable = browsed.ok ? browsed.value.map(({ roomId, name }) => ({ id: roomId, name })) : [];
  const names = new Set(joinable.map(({ name }) => comparable(name)));
  const outside = namedRooms(session, serverId, (room) => outsideSentence(session, serverId, room) !== null);
  const wanted = typedAmong(context, typed, [...joinable, ...outside]);
  const others = outside.filter(({ id, name }) => id === wanted || !names.has(comparable(name)));
  const found = resolveName(wanted, [...joinable, ...others]);
  const room = found.ok ? session.mirror.room(serverId, found.value.id) : undefined;
  const sentence = room === undefined ? null : outsideSentence(session, serverId, room);
  if (sentence !== null) refuse(session, sentence);
  else if (found.ok) await enter(context, serverId, found.value);
  else if (refusedHere.some(({ name }) => comparable(name) === comparable(typed)))
    refuse(session, refusedSentence(typed));
  else if (!browsed.ok) sayProblem(session, browsed.error);
  else sayNotResolved(context, found.error);
}

function refusedSentence(name: string): string {
  return `${cleanName(name)} was refused, and is on this computer alone. /discard all takes it away.`;
}

async function enter(context: CommandContext, serverId: ServerId, { id: roomId, name }: Named<RoomId>): Promise<void> {
  const { session, doors } = context;
  const joined = await session.chat.call('room.join', { serverId, roomId });
  if (!joined.ok) {
    sayProblem(session, joined.error, { serverId, roomId });
    return;
  }
  const outcome = await joinOutcome(session, { serverId, roomId, commandId: joined.value.commandId });
  if (outcome === 'in') {
    session.course.arrived();
    await doors.open(serverId, roomId);
  }
  if (outcome === 'waiting') note(session, waitingSentence(session, serverId, name));
}

function namedRooms(
  { mirror, names }: PeopleSession,
  serverId: ServerId,
  isWanted: (room: RoomView) => boolean,
): Named<RoomId>[] {
  const wanted = new Set(
    mirror
      .rooms(serverId)
      .filter(isWanted)
      .map(({ roomId }) => roomId),
  );
  return names.rooms(serverId).filter(({ id }) => wanted.has(id));
}

/** The id of the room among these that has the number that was typed; else what was typed, which may be a name. */
function typedAmong({ rooms }: CommandContext, typed: string, among: readonly Named<RoomId>[]): string {
  const numbered = rooms.idOf(typed);
  return numbered !== null && among.some(({ id }) => id === numbered) ? numbered : typed;
}

/** What has become of asking to join within a moment. A refusal is told by whoever tells all of them. */
async function joinOutcome(
  { chat, clock, signal, mirror }: PeopleSession,
  asked: { readonly serverId: ServerId; readonly roomId: RoomId; readonly commandId: CommandId },
): Promise<'in' | 'refused' | 'waiting'> {
  let isRefused = false;
  const isIn = (): boolean => mirror.room(asked.serverId, asked.roomId)?.isMember === true;
  const onChange = (listener: () => void): (() => void) => {
    const stopMirror = mirror.onChange(listener);
    const stopFailed = chat.on('command.failed', ({ commandId }) => {
      isRefused ||= commandId === asked.commandId;
      listener();
    });
    return () => {
      stopMirror();
      stopFailed();
    };
  };
  await waitUntil(() => isIn() || isRefused, answerMs, { clock, signal, onChange });
  if (isIn()) return 'in';
  return isRefused ? 'refused' : 'waiting';
}

function waitingSentence({ mirror, names }: PeopleSession, serverId: ServerId, room: string): string {
  const connection = mirror.server(serverId)?.connection.type;
  const isThere = connection === 'online' || connection === 'catching_up';
  const server = cleanName(names.server(serverId));
  return `You join ${cleanName(room)} as soon as ${server} ${isThere ? 'answers: it is slow just now' : 'is back'}.`;
}
