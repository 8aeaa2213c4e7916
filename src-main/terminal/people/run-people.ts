import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { createChatMirror, lastJoined, type ChatConnection } from '../chat-mirror.ts';
import type { Problem } from '../english.ts';
import { createNames } from '../names.ts';
import type { Screen } from '../screen.ts';
import { cleanName } from '../text/clean-text.ts';
import type { LocalTime } from '../text/local-time.ts';
import { createArrivals, type Arrivals } from './arrivals.ts';
import { completeLine, type CompletionNames } from './complete-line.ts';
import { tellOpenedRooms } from './closed-rooms.ts';
import type { CommandContext } from './command-context.ts';
import { tellConnections } from './connection-news.ts';
import { createOtherKeys } from './other-keys.ts';
import { createQuestion } from './question.ts';
import { tellHealing } from './healing-news.ts';
import { tellHoldups } from './holdup-news.ts';
import { tellRenewals } from './renewal-news.ts';
import { createCourse } from './course.ts';
import { createCurrentPlace } from './current-place.ts';
import { tellNearby } from './nearby-news.ts';
import { createNumbers } from './numbers.ts';
import { createRoomDoors } from './open-room.ts';
import { note, sayProblem, type PeopleSession } from './people-session.ts';
import { showPrompt } from './prompt.ts';
import { createReadMarker } from './read-marker.ts';
import { tellRefusals } from './refusal-news.ts';
import { takeLines } from './take-lines.ts';
import { tellWaiting } from './waiting-news.ts';
import { createTimelinePrinter } from './timeline-printer.ts';
import { createUndone } from './undone.ts';

export interface PeopleParts {
  readonly chat: ChatConnection;
  readonly clock: Clock;
  readonly time: LocalTime;
  readonly screen: Screen;
  readonly lines: AsyncIterable<string>;
  /** Calls back for each key; where keys are not seen, lines are enough. */
  onKey(listener: () => void): void;
  /** Takes what Tab offers; where there is no Tab, nothing. */
  completeWith(complete: (line: string) => [string[], string]): void;
  /** Ends the session, from inside and from outside. */
  readonly stop: AbortController;
  readonly displayName: string;
  /** The server to go to at the start: an id, an address or a join line. */
  readonly target: string | null;
  /** When lines come from a pipe: how long they wait for what they need, and at their end for being sent. */
  readonly pipedWaitMs: number | null;
}

export type PeopleEnd =
  | { readonly type: 'quit' }
  /** The lines came from a pipe, and not all of them were sent or done. */
  | { readonly type: 'unsent' }
  | { readonly type: 'client_gone' }
  /** What was given at the start is no server at all. */
  | { readonly type: 'target_invalid'; readonly problem: Problem };

/** Runs the people's mode, line by line, until somebody quits, the lines end or the client goes. */
export async function runPeople(parts: PeopleParts): Promise<PeopleEnd> {
  const session = createSession(parts);
  const { signal } = parts.stop;
  let finish: (end: PeopleEnd) => void = () => undefined;
  const ended = new Promise<PeopleEnd>((resolve) => {
    finish = resolve;
  });
  signal.addEventListener('abort', () => {
    finish({ type: 'quit' });
  });
  session.chat.onClose(() => {
    finish({ type: 'client_gone' });
  });

  if (signal.aborted) return { type: 'quit' };

  const printer = createTimelinePrinter(session);
  const readMarker = createReadMarker(session);
  const doors = createRoomDoors({ session, printer, readMarker });
  const otherKeys = createOtherKeys(session);
  const arrivals = createArrivals(session, { doors, news: tellConnections(session, otherKeys) });
  const seen = (): void => {
    readMarker.seen();
    arrivals.acted();
  };
  const context: CommandContext = {
    session,
    doors,
    rooms: createNumbers(),
    invites: createNumbers(),
    devices: createNumbers(),
    reports: createNumbers(),
    question: createQuestion(),
    otherKeys,
    waiting: tellWaiting(session),
    arrivals,
    enterServer: (target) => {
      void arrivals.enter(target).then((problem) => {
        if (problem !== null && !signal.aborted) sayKeptOut(context, problem, target);
      });
    },
    quit: () => {
      finish({ type: 'quit' });
    },
    seen,
  };
  tellHealing(session);
  tellHoldups(session);
  tellOpenedRooms(session);
  tellRenewals(session);
  tellNearby(session);
  tellRefusals(session);
  showPrompt(session);
  parts.onKey(seen);
  parts.completeWith((line) => completeLine(line, namesHere(session)));

  const work = async (): Promise<PeopleEnd> => {
    await session.mirror.ready;
    const start = enterFirst(context, arrivals, parts.target).then((problem) => {
      if (problem?.type === 'target_invalid') finish({ type: 'target_invalid', problem });
      else if (problem !== null && !signal.aborted) sayKeptOut(context, problem, parts.target ?? '');
      return problem;
    });
    const isAllDone = await takeLines(context, arrivals, parts);
    return { type: isAllDone && (await isEntered(parts, start)) ? 'quit' : 'unsent' };
  };
  const end = await Promise.race([work(), ended]);
  parts.stop.abort();
  printer.flush();
  return end;
}

/** Why somebody does not get to a server; where another one is there than is known, both keys. */
function sayKeptOut({ session, otherKeys }: CommandContext, problem: Problem, target: string): void {
  sayProblem(session, problem);
  otherKeys.meet(problem, { serverId: null, target });
}

function createSession({ chat, clock, time, screen, stop, displayName }: PeopleParts): PeopleSession {
  const mirror = createChatMirror(chat);
  const names = createNames(mirror);
  const servers = createNumbers<ServerId>();
  // Those that are known are numbered before anything numbers what is nearby.
  void mirror.ready.then(() => {
    for (const { serverId } of mirror.servers()) servers.numberOf(serverId);
  });
  const place = createCurrentPlace();
  const own = { place, course: createCourse(), servers, compared: new Set<ServerId>(), undone: createUndone() };
  return { chat, mirror, names, ...own, screen, clock, time, signal: stop.signal, displayName };
}

function namesHere({ names, place: { serverId } }: PeopleSession): CompletionNames {
  if (serverId === null) return { rooms: [], people: [] };
  return {
    rooms: names.rooms(serverId).map(({ name }) => name),
    people: names.people(serverId).map(({ name }) => name),
  };
}

/** Whether what a pipe was started for, the server it names, has been joined within its patience. */
async function isEntered({ pipedWaitMs, clock, stop }: PeopleParts, start: Promise<Problem | null>): Promise<boolean> {
  if (pipedWaitMs === null || stop.signal.aborted) return true;
  const outOfPatience = new Promise<'late'>((resolve) => {
    clock.after(pipedWaitMs, () => {
      resolve('late');
    });
  });
  return (await Promise.race([start, outOfPatience])) === null;
}

/** Goes to the server that was asked for, or else to the one joined last. */
async function enterFirst(
  { session }: CommandContext,
  arrivals: Arrivals,
  target: string | null,
): Promise<Problem | null> {
  const known = session.mirror.servers();
  if (known.length === 0) note(session, keySentence);
  if (target !== null) return arrivals.enter(target);
  const last = lastJoined(known);
  if (last !== undefined) {
    if (known.length > 1) note(session, severalSentence(last, known.length));
    session.place.goToServer(last.serverId);
  } else {
    const isLooking = session.mirror.nearby().status.type !== 'off';
    note(session, `${isLooking ? 'Looking for servers on this network. ' : ''}/help lists what you can type.`);
  }
  return null;
}

/** Whoever has joined no server yet has no key: they read it before the first one is made (T5). */
const keySentence =
  'The keys that prove who you are will lie in files that only you may read on this computer. Who can read your files, or a backup of them, can pose as you.';

function severalSentence({ name }: ServerView, count: number): string {
  return `You know ${count} servers; this is ${cleanName(name)}. /servers lists them, /server N goes to another.`;
}
