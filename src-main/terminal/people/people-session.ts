import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Clock } from '#shared/clock.ts';
import type { ChatConnection, ChatMirror } from '../chat-mirror.ts';
import { sentenceFor } from '../english.ts';
import type { Names } from '../names.ts';
import type { Screen } from '../screen.ts';
import { cleanName } from '../text/clean-text.ts';
import type { LocalTime } from '../text/local-time.ts';
import { wrapText } from '../text/wrap-text.ts';
import { dim, plain } from '../view/line.ts';
import type { Course } from './course.ts';
import type { CurrentPlace } from './current-place.ts';
import type { Numbers } from './numbers.ts';
import type { Undone } from './undone.ts';

/** What every part of the people's mode shares. */
export interface PeopleSession {
  readonly chat: ChatConnection;
  readonly mirror: ChatMirror;
  readonly names: Names;
  readonly place: CurrentPlace;
  readonly course: Course;
  readonly servers: Numbers<ServerId>;
  /** Servers of which something was shown here to compare: the digits at their door, or the key of a link that was followed. */
  readonly compared: Set<ServerId>;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly time: LocalTime;
  readonly signal: AbortSignal;
  /** The name to come in by on servers that are new. */
  readonly displayName: string;
  readonly undone: Undone;
}

/** Says a sentence of our own, wrapped to the screen. */
export function say(session: PeopleSession, sentence: string): void {
  session.screen.print(wrapText(sentence, session.screen.width()).map((text) => [plain(text)]));
}

/** The same in the background: what happened rather than what was asked. */
export function note(session: PeopleSession, sentence: string): void {
  session.screen.print(wrapText(sentence, session.screen.width()).map((text) => [dim(text)]));
}

/** Says why what was typed is not done. */
export function refuse(session: PeopleSession, sentence: string): void {
  session.undone.add();
  say(session, sentence);
}

/** Says what is wrong with what was typed, and the way out. */
export function sayProblem(
  session: PeopleSession,
  problem: { readonly type: string },
  about: { readonly serverId?: ServerId | null; readonly roomId?: RoomId | null } = session.place,
): void {
  // That the client has gone is said as the end of everything, and where everything has ended nothing is wrong.
  if (problem.type !== 'port_closed') refuse(session, problemSentence(session, problem, about));
}

/** The sentence for a problem, with the names of what it is about. */
export function problemSentence(
  session: PeopleSession,
  problem: { readonly type: string },
  { serverId, roomId }: { readonly serverId?: ServerId | null; readonly roomId?: RoomId | null },
): string {
  const { names } = session;
  const isServer = serverId !== null && serverId !== undefined;
  const isRoom = isServer && roomId !== null && roomId !== undefined;
  if (isRoom && isOutside(session, serverId, roomId) && isNotFound(problem))
    return `You are not in ${cleanName(names.room(serverId, roomId))} any more: somebody in it can bring you back.`;
  return sentenceFor(isServer ? problemAt(session, serverId, problem) : problem, {
    server: isServer ? cleanName(names.server(serverId)) : 'the server',
    room: isRoom ? cleanName(names.room(serverId, roomId)) : 'this room',
    enter: isServer ? enterWords(session, serverId) : '/server',
  });
}

/** To whom is not in it any more, the server does not say that a private room is there. */
function isNotFound(problem: { readonly type: string; readonly reason?: string }): boolean {
  return (
    problem.type === 'room_not_found' || (problem.type === 'request_refused' && problem.reason === 'room_not_found')
  );
}

function isOutside({ mirror }: PeopleSession, serverId: ServerId, roomId: RoomId): boolean {
  const room = mirror.room(serverId, roomId);
  return room !== undefined && room.visibility === 'private' && !room.isMember && !room.isClosed;
}

/** What is typed to come to this server, again or for the first time. */
export function enterWords({ place, servers }: PeopleSession, serverId: ServerId): string {
  return place.serverId === serverId ? '/server' : `/server ${servers.numberOf(serverId)}`;
}

/** A server that does not let somebody in answers them nothing, and is within reach all the same. */
function problemAt(
  { mirror }: PeopleSession,
  serverId: ServerId,
  problem: { readonly type: string },
): { readonly type: string } {
  const connection = problem.type === 'server_unreachable' ? mirror.server(serverId)?.connection : undefined;
  if (connection?.type === 'pending') return { type: 'not_admitted' };
  return connection?.type === 'refused' ? connection.problem : problem;
}
