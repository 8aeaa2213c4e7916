import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { cutToWidth, displayWidth } from '../text/display-width.ts';
import { diagnosticsFacts } from '../view/diagnostics-facts.ts';
import { infoFacts, infoSentences } from '../view/info-lines.ts';
import { labelledLines } from '../view/labelled-lines.ts';
import { bold, plain } from '../view/line.ts';
import { messageText } from '../view/timeline-lines.ts';
import { roomHere, serverHere, type CommandHandler } from './command-context.ts';
import { note, problemSentence, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';

/** A page of the room is looked through for the message that is meant. */
const searchedItems = 200;
const quoteColumns = 40;

/** What is known of the way of the newest message of the room, or of the newest that holds what was typed. */
export const showInfo: CommandHandler = async (context, { rest }) => {
  const here = roomHere(context);
  if (here === null) return;
  const { session } = context;
  const message = await findMessage(session, here, rest);
  if (message === null) return;
  const { author, commandId } = message;
  const answer = await session.chat.call('message.info', { ...here, author, commandId });
  if (!answer.ok) {
    sayProblem(session, answer.error, here);
    return;
  }
  const { screen, time, clock, names } = session;
  const info = answer.value;
  const nameOf = (personId: typeof author) => names.person(here.serverId, personId);
  const name = cutToWidth(cleanName(nameOf(author)), Math.floor(screen.width() / 3));
  const room = screen.width() - displayWidth(name) - ': '.length;
  screen.print([[bold(name), plain(`: ${cutToWidth(wordsOf(message), Math.min(quoteColumns, room))}`)]]);
  screen.print(labelledLines(infoFacts(info, { time, now: clock.now(), nameOf }), screen.width()));
  if (info.failure !== null) say(session, `Not sent. ${problemSentence(session, info.failure, here)}`);
  const isClosed = session.mirror.room(here.serverId, here.roomId)?.isClosed === true;
  for (const sentence of infoSentences(info, { nameOf, isClosed })) note(session, sentence);
};

/** How this computer is with the server. */
export const showDiagnostics: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const found = await session.chat.call('server.diagnostics', { serverId });
  if (!found.ok) {
    sayProblem(session, found.error, { serverId });
    return;
  }
  const { screen, time, clock, names } = session;
  const facts = diagnosticsFacts(found.value, {
    time,
    now: clock.now(),
    roomName: (roomId) => names.room(serverId, roomId),
    sentence: (problem) => problemSentence(session, problem, { serverId }),
  });
  screen.print(labelledLines(facts, screen.width()));
};

/** Null where there is none, which is said. */
async function findMessage(
  session: PeopleSession,
  here: { readonly serverId: ServerId; readonly roomId: RoomId },
  typed: string,
): Promise<MessageItem | null> {
  const page = await session.chat.call('timeline.page', { ...here, maxItems: searchedItems });
  if (!page.ok) {
    sayProblem(session, page.error, here);
    return null;
  }
  const part = typed.toLowerCase();
  const found = page.value.items.findLast(
    (item) => item.type === 'message' && wordsOf(item).toLowerCase().includes(part),
  );
  if (found?.type === 'message') return found;
  refuse(
    session,
    typed === '' ? 'Nothing has been said here yet.' : `Nothing said lately here holds "${cleanLine(typed)}".`,
  );
  return null;
}

function wordsOf(message: MessageItem): string {
  return cleanLine(messageText(message));
}
