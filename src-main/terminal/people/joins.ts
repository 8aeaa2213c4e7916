import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { lastJoined } from '../chat-mirror.ts';
import type { Problem } from '../english.ts';
import { joinServer } from '../joiner.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { ConnectionNews } from './connection-news.ts';
import { isInviteSpent } from './pending-sentence.ts';
import { enterWords, note, problemSentence, say, type PeopleSession } from './people-session.ts';

/** Going to servers, one at a time. */
export interface Joins {
  /**
   * Goes to a server by id, address or join line; comes back with what cannot be mended by trying again. Who asks for another
   * one meanwhile waits for this one no more.
   */
  enter(target: string): Promise<Problem | null>;
  /** The server that is meant where none is named: the one that was asked for in vain, else the one people are at or were last. */
  again(): string | null;
  /** What is called so does not answer, and is joined as soon as it does; null where nothing is waited for. */
  awaited(): string | null;
  /** Somebody types where they are: what answers only now does not take them away from there. */
  acted(): void;
  isUnderWay(): boolean;
}

/** So long a server that is there takes to be seen. */
const seenMs = 3000;

interface JoinsContext {
  readonly news: ConnectionNews;
  readonly goTo: (serverId: ServerId) => void;
  readonly onEnd: () => void;
}

interface Attempt {
  readonly target: string;
  readonly end: AbortController;
  /** How often somebody had moved or typed when they read that it does not answer; null until then. */
  actsBefore: number | null;
}

/** Begins with nothing under way; `goTo` is called for who arrives, `onEnd` after each attempt. */
export function createJoins(session: PeopleSession, { news, goTo, onEnd }: JoinsContext): Joins {
  const { mirror, place, clock, signal, chat, displayName } = session;
  let attempt: Attempt | null = null;
  let lastFailed: string | null = null;
  let acts = 0;

  /** Whoever says something where they are meanwhile does not say the rest of it elsewhere. */
  const arrived = (serverId: ServerId, own: Attempt): void => {
    const isElsewhere = place.serverId !== null && own.actsBefore !== null && own.actsBefore !== acts;
    if (!isElsewhere && !own.end.signal.aborted) {
      goTo(serverId);
      return;
    }
    const name = cleanName(mirror.server(serverId)?.name ?? calledBy(session, own.target));
    if (place.serverId !== serverId) note(session, `${name} answers. ${enterWords(session, serverId)} goes there.`);
  };
  const join = async (own: Attempt, known: ServerView | undefined): Promise<Problem | null> => {
    const { target, end } = own;
    const joined = await joinServer(
      { chat, mirror, clock, signal: AbortSignal.any([signal, end.signal]) },
      {
        target,
        displayName: known?.displayName ?? displayName,
        onWaiting: (problem) => {
          if (end.signal.aborted) return;
          own.actsBefore = acts;
          const tell = (): void => {
            if (end.signal.aborted || attempt !== own) return;
            say(session, waitingSentence(session, own, { problem, known }));
            note(session, `${calledBy(session, target)} ${awaitedWords}`);
          };
          // Where it is says the network, a moment after the start.
          if (problem.type === 'server_not_known') clock.after(seenMs, tell);
          else tell();
        },
      },
    );
    if (!joined.ok) return end.signal.aborted ? null : joined.error;
    if (known === undefined) arrived(joined.value, own);
    return null;
  };
  const begin = (target: string): Attempt => {
    if (attempt !== null && attempt.actsBefore !== null && attempt.target !== target)
      note(session, `${calledBy(session, attempt.target)} is not waited for any more.`);
    attempt?.end.abort();
    lastFailed = null;
    attempt = { target, end: new AbortController(), actsBefore: null };
    return attempt;
  };

  return {
    enter: async (target) => {
      const own = begin(target);
      const link = parseJoinLine(target);
      const known = mirror.servers().find(({ serverId }) => serverId === (link.ok ? link.value.serverId : target));
      if (known !== undefined) goTo(known.serverId);
      try {
        if (known !== undefined && !link.ok && !isLeft(known) && !isInviteSpent(known.connection)) {
          news.sayAgain(known.serverId);
          return null;
        }
        if (known !== undefined) news.expect(known.serverId);
        const problem = await join(own, known);
        if (problem !== null) lastFailed = target;
        return problem;
      } finally {
        if (attempt === own) attempt = null;
        onEnd();
      }
    },
    again: () => lastFailed ?? place.serverId ?? lastJoined(mirror.servers())?.serverId ?? null,
    awaited: () => (attempt === null || attempt.actsBefore === null ? null : calledBy(session, attempt.target)),
    acted: () => {
      acts += 1;
    },
    isUnderWay: () => attempt !== null,
  };
}

function waitingSentence(
  session: PeopleSession,
  { target }: Attempt,
  { problem, known }: { readonly problem: Problem; readonly known: ServerView | undefined },
): string {
  if (problem.type === 'server_not_known' && parseJoinLine(target).ok)
    return 'The server of this link has not been seen on this network yet.';
  // A single word is read as the name of a computer, and may have been meant as that of a server.
  if (known === undefined && /^[^.:\s]+$/u.test(target) && problem.type !== 'server_not_known')
    return `Nothing called "${calledBy(session, target)}" has been seen on this network.`;
  return problemSentence(session, problem, { serverId: known?.serverId ?? null });
}

/** What is said behind the name of a server that has not answered. */
export const awaitedWords = 'is joined as soon as it answers. Another /server ends that.';

function calledBy({ mirror }: PeopleSession, target: string): string {
  if (parseJoinLine(target).ok) return 'The server of the link';
  const seen = mirror.nearby().servers.find(({ serverId }) => serverId === target);
  return seen === undefined ? cleanLine(target).slice(0, 64) : cleanName(seen.name);
}

/** Whether nothing goes on there by itself: it was left, or does not let this computer in. */
function isLeft({ connection }: ServerView): boolean {
  return connection.type === 'offline' || connection.type === 'refused';
}
