import type { Clock } from '#shared/clock.ts';
import type { ChatConnection } from '#main/terminal/chat-mirror.ts';
import { runPeople, type PeopleEnd } from '#main/terminal/people/run-people.ts';
import type { Screen } from '#main/terminal/screen.ts';
import { createLocalTime } from '#main/terminal/text/local-time.ts';
import { paint, type Line } from '#main/terminal/view/line.ts';
import { createLineFeed, type LineFeed } from './line-feed.ts';

/** Somebody at a terminal, whose screen is a list of lines. */
export interface PeopleDesk {
  readonly feed: LineFeed;
  readonly ended: Promise<PeopleEnd>;
  readonly stop: AbortController;
  prompt(): string;
  /** What has been printed since the last look. */
  news(): string[];
}

export interface DeskOptions {
  readonly chat: ChatConnection;
  readonly clock: Clock;
  readonly name?: string;
  readonly target?: string | null;
  readonly width?: number;
  readonly pipedWaitMs?: number | null;
}

export function sitDown(options: DeskOptions): PeopleDesk {
  const { chat, clock, name = 'Mara', target = null, width = 79, pipedWaitMs = null } = options;
  const feed = createLineFeed();
  const printed: string[] = [];
  const stop = new AbortController();
  let prompt = '';
  const text = (line: Line): string => paint(line, false).trimEnd();
  const screen: Screen = {
    width: () => width,
    print: (lines) => void printed.push(...lines.map(text)),
    replace: () => false,
    setPrompt: (line) => (prompt = text(line)),
    eraseTyped: () => undefined,
    close: () => undefined,
  };
  const ended = runPeople({
    chat,
    clock,
    time: createLocalTime('UTC'),
    screen,
    lines: feed.lines,
    onKey: () => undefined,
    completeWith: () => undefined,
    stop,
    displayName: name,
    target,
    pipedWaitMs,
  });
  return { feed, ended, stop, prompt: () => prompt, news: () => printed.splice(0) };
}
