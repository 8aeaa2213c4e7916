import type { DeviceKey, InviteId, ReportId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { NameNotResolved } from '../resolve-name.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { Joins } from './joins.ts';
import { noRoomSentence } from './no-room-sentence.ts';
import type { Numbers } from './numbers.ts';
import type { RoomDoors } from './open-room.ts';
import type { OtherKeys } from './other-keys.ts';
import { refuse, type PeopleSession } from './people-session.ts';
import type { Question } from './question.ts';
import type { WaitingNews } from './waiting-news.ts';

/** What commands work on. */
export interface CommandContext {
  readonly session: PeopleSession;
  readonly doors: RoomDoors;
  readonly rooms: Numbers<RoomId>;
  /** As they were listed last. */
  readonly invites: Numbers<InviteId>;
  readonly devices: Numbers<DeviceKey>;
  readonly reports: Numbers<ReportId>;
  readonly question: Question;
  readonly otherKeys: OtherKeys;
  /** Goes to a server by id, address or join line, and joins it when it is new or was left. */
  enterServer(target: string): void;
  readonly waiting: WaitingNews;
  readonly arrivals: Pick<Joins, 'again' | 'awaited'>;
  quit(): void;
  /** Somebody did something: what stands on the screen has been read. */
  seen(): void;
}

/** What stood behind the command: as it was typed, and in words. */
export interface Typed {
  readonly rest: string;
  readonly args: readonly string[];
}

/** Does what was typed and says what came of it. */
export type CommandHandler = (context: CommandContext, typed: Typed) => Promise<void> | void;

/** The server people are at; without one, says so. */
export function serverHere({ session }: CommandContext): ServerId | null {
  if (session.place.serverId === null)
    refuse(session, 'You are at no server yet. /nearby lists those on this network.');
  return session.place.serverId;
}

/** The room people are in; without one, says so. */
export function roomHere(context: CommandContext): { serverId: ServerId; roomId: RoomId } | null {
  const serverId = serverHere(context);
  if (serverId === null) return null;
  const { roomId } = context.session.place;
  if (roomId === null) refuse(context.session, noRoomSentence(context.session, serverId));
  return roomId === null ? null : { serverId, roomId };
}

/** Says that a name fits nobody, or whom it fits. */
export function sayNotResolved({ session }: CommandContext, problem: NameNotResolved): void {
  const typed = cleanLine(problem.typed);
  if (problem.type === 'nobody') {
    refuse(session, `There is no "${typed}" here.`);
    return;
  }
  refuse(session, `"${typed}" could be ${problem.names.map(cleanName).join(' or ')}. Type more of it.`);
}
