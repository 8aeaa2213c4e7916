import { counted } from '#shared/counted.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { drainOutboxes } from '../drain.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { Arrivals, Need } from './arrivals.ts';
import type { CommandContext } from './command-context.ts';
import { aboutNoServer, aboutRoom, leadingElsewhere, worksAlone } from './commands.ts';
import type { Way } from './course.ts';
import { askAboutLink } from './link-commands.ts';
import { sendText } from './message-commands.ts';
import { parseLine, type TypedLine } from './parse-line.ts';
import { note, refuse, type PeopleSession } from './people-session.ts';
import { runCommand } from './run-command.ts';

interface LineParts {
  readonly lines: AsyncIterable<string>;
  /** When they come from a pipe: how long they wait for what they need, and at their end for being sent. */
  readonly pipedWaitMs: number | null;
}

/** Does line after line; whether all was done, which counts for a pipe: who types sees what was not, and a pipe has nobody who does. */
export async function takeLines(
  context: CommandContext,
  arrivals: Arrivals,
  { lines, pipedWaitMs }: LineParts,
): Promise<boolean> {
  const { session } = context;
  const { clock, signal, undone } = session;
  // One patience for all lines: who waited in vain once does not wait again for each line.
  let deadline = clock.monotonic() + (pipedWaitMs ?? 0);
  let lost = 0;
  for await (const line of lines) {
    const typed = parseLine(line);
    // In a pipe it ends the lines, and the exit code still says what became of them.
    if (pipedWaitMs !== null && isQuit(typed)) break;
    if (pipedWaitMs !== null) {
      await arrivals.until(needOf(typed), deadline - clock.monotonic());
      if (await arrivals.until('online', 0)) deadline = clock.monotonic() + pipedWaitMs;
    }
    if (signal.aborted) return true;
    context.seen();
    // Whatever is typed in place of a yes is a no.
    const isAnswer = typed.type === 'command' && typed.word === 'yes';
    if (!isAnswer && context.question.take() !== null) undone.add();
    const isDone = pipedWaitMs !== null && isMeantElsewhere(context, typed) ? false : await goOn(context, typed, line);
    if (pipedWaitMs === null && leadsTo(context, typed) === 'room') sayWhereStill(session);
    if (!isDone && typed.type === 'say') lost += 1;
  }
  if (pipedWaitMs === null) return true;
  if (context.question.take() !== null) undone.add();
  if (!(await arrivals.until('entered', deadline - clock.monotonic()))) undone.add();
  const waiting = await drainOutboxes(session, pipedWaitMs);
  sayWhatIsLeft(session, { waiting, lost });
  return waiting === 0 && !undone.isAny;
}

function isQuit(typed: TypedLine): boolean {
  return typed.type === 'command' && typed.word === 'quit' && typed.rest === '';
}

/** What is said and kept goes out by itself; what asks a server waits until one answers. */
function needOf(typed: TypedLine): Need {
  return typed.type === 'command' && !worksAlone.has(typed.word) ? 'online' : 'room';
}

/** To what kind of place the line leads; null where it leaves people where they are. */
function leadsTo({ question }: CommandContext, typed: TypedLine): Way['to'] | null {
  if (typed.type !== 'command') return null;
  return typed.word === 'yes' ? question.leadsTo : (leadingElsewhere[typed.word] ?? null);
}

/** Does the line; from one that leads elsewhere on, whoever types it is on their way there. */
async function goOn(context: CommandContext, typed: TypedLine, line: string): Promise<boolean> {
  const to = leadsTo(context, typed);
  if (to !== null) context.session.course.setOut({ to, line: line.trim().slice(0, 64) });
  return doLine(context, typed);
}

/** Who typed what led to no other room reads that they are where they were: the next line is said there. */
function sayWhereStill(session: PeopleSession): void {
  const { course, place, mirror, names } = session;
  const { serverId, roomId } = place;
  if (course.lost === null || serverId === null || roomId === null || place.isRefused) return;
  const name = cleanName(names.room(serverId, roomId));
  const isDirect = mirror.room(serverId, roomId)?.kind === 'direct';
  note(session, isDirect ? `You are still in the chat with ${name}.` : `You are still in ${name}.`);
}

/** A pipe went on to a room or server that it did not come to: what follows is meant for there, and for nobody where it stands now. */
function isMeantElsewhere({ session, arrivals }: CommandContext, typed: TypedLine): boolean {
  const { lost } = session.course;
  if (session.place.serverId === null || lost === null || !isFor(lost, typed)) return false;
  const awaited = arrivals.awaited();
  refuse(
    session,
    awaited === null
      ? `${cleanLine(lost.line)} led nowhere, and what is meant for there goes nowhere else.`
      : `${awaited} has not answered, and what is meant for it goes nowhere else.`,
  );
  if (typed.type === 'say') note(session, `Not sent: ${typed.text.slice(0, 1000)}`);
  return true;
}

/** Whether it is about the room, or the server, that somebody is on their way to. */
function isFor({ to }: Way, typed: TypedLine): boolean {
  if (typed.type !== 'command') return typed.type === 'say';
  return to === 'room' ? aboutRoom.has(typed.word) : !aboutNoServer.has(typed.word);
}

/** False where it was something to be said, and is on its way to nobody. */
async function doLine(context: CommandContext, typed: TypedLine): Promise<boolean> {
  switch (typed.type) {
    case 'nothing':
      return true;
    case 'say':
      return sendText(context, typed.text);
    case 'link':
      askAboutLink(context, typed.line);
      return true;
    case 'unknown':
      refuse(context.session, `There is no /${typed.word}. /help lists what there is.`);
      return true;
    case 'command':
      await runCommand(context, typed.word, typed);
      return true;
  }
}

/** Where nobody has been let in yet, nothing waits but the asking. */
function sayWhatIsLeft(
  session: PeopleSession,
  { waiting, lost }: { readonly waiting: number; readonly lost: number },
): void {
  const { mirror } = session;
  const isOutside = ({ serverId, outbox }: ServerView): boolean =>
    outbox.waiting > 0 && mirror.rooms(serverId).length === 0;
  const outside = waiting === 0 ? [] : mirror.servers().filter(isOutside);
  const asking = outside.reduce((sum, { outbox }) => sum + outbox.waiting, 0);
  if (waiting > asking) note(session, `${waiting - asking} not sent yet. What waits is kept, and goes out next time.`);
  for (const { name } of outside)
    note(session, `${cleanName(name)} has not let you in yet. It is asked again next time.`);
  if (lost > 0)
    note(session, `${counted(lost, 'line was', 'lines were')} not sent and ${lost === 1 ? 'is' : 'are'} not kept.`);
}
