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
import type { CurrentPlace } from './current-place.ts';

/** What every part of the people's mode shares. */
export interface PeopleSession {
  readonly chat: ChatConnection;
  readonly mirror: ChatMirror;
  readonly names: Names;
  readonly place: CurrentPlace;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly time: LocalTime;
  readonly signal: AbortSignal;
  /** The name to come in by on servers that are new. */
  readonly displayName: string;
}

/** Says a sentence of our own, wrapped to the screen. */
export function say(session: PeopleSession, sentence: string): void {
  session.screen.print(wrapText(sentence, session.screen.width()).map((text) => [plain(text)]));
}

/** The same in the background: what happened rather than what was asked. */
export function note(session: PeopleSession, sentence: string): void {
  session.screen.print(wrapText(sentence, session.screen.width()).map((text) => [dim(text)]));
}

/** Says what is wrong and the way out. */
export function sayProblem(
  session: PeopleSession,
  problem: { readonly type: string },
  about: { readonly serverId?: ServerId | null; readonly roomId?: RoomId | null } = session.place,
): void {
  say(session, problemSentence(session, problem, about));
}

/** The sentence for a problem, with the names of what it is about. */
export function problemSentence(
  { names }: PeopleSession,
  problem: { readonly type: string },
  { serverId, roomId }: { readonly serverId?: ServerId | null; readonly roomId?: RoomId | null },
): string {
  const isServer = serverId !== null && serverId !== undefined;
  const isRoom = isServer && roomId !== null && roomId !== undefined;
  return sentenceFor(problem, {
    server: isServer ? cleanName(names.server(serverId)) : 'the server',
    room: isRoom ? cleanName(names.room(serverId, roomId)) : 'this room',
  });
}
