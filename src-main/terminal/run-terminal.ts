import type { ReadStream, WriteStream } from 'node:tty';
import type { Clock } from '#shared/clock.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { sentenceFor } from './english.ts';
import { runJson } from './json/run-json.ts';
import { createOutput, type Output } from './output.ts';
import { runPeople, type PeopleEnd, type PeopleParts } from './people/run-people.ts';
import { readLines } from './read-lines.ts';
import { createPlainScreen } from './screen.ts';
import { createLocalTime } from './text/local-time.ts';
import { createTtyScreen } from './tty-screen.ts';

export interface TerminalParts {
  readonly port: Port;
  readonly clock: Clock;
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Whether somebody sits in front of it: lines can be edited and redrawn. */
  readonly isLive: boolean;
  readonly isColour: boolean;
  readonly isJson: boolean;
  readonly displayName: string;
  readonly target: string | null;
  readonly waitMs: number;
  /** Aborted from outside to end the session, from inside once it has ended. */
  readonly stop: AbortController;
}

/** The exit code, and what is to be said on standard error, if anything. */
export interface TerminalEnd {
  readonly exitCode: 0 | 1 | 2;
  readonly sentence: string | null;
}

/** Runs the terminal until it ends; everything it wrote has left the process then. */
export async function runTerminal(parts: TerminalParts): Promise<TerminalEnd> {
  const output = createOutput(parts.output);
  let isBroken = false;
  output.onBroken(() => {
    isBroken = true;
    parts.stop.abort();
  });
  const end = parts.isJson ? await runScript(parts, output) : await runForPeople(parts, output);
  // What the client tells while it closes is not for the screen any more.
  parts.port.close();
  await output.flushed();
  // Whoever asked for events and went before the last one cannot know how it ended.
  return isBroken && parts.isJson ? { ...end, exitCode: 1 } : end;
}

async function runScript(parts: TerminalParts, output: Output): Promise<TerminalEnd> {
  const { port, clock, input, displayName, target, waitMs, stop } = parts;
  const chat = createRpcClient<ChatContract>(port);
  const end = await runJson({ chat, clock, output, lines: readLines(input), stop, displayName, target, waitMs });
  switch (end.type) {
    case 'target_invalid':
      return invalidTarget(end.problem);
    case 'done':
      return { exitCode: end.isGood ? 0 : 1, sentence: null };
  }
}

async function runForPeople(parts: TerminalParts, output: Output): Promise<TerminalEnd> {
  const { port, clock, input, displayName, target, waitMs, stop } = parts;
  const chat = createRpcClient<ChatContract>(port);
  const common = { chat, clock, time: createLocalTime(undefined), stop, displayName, target };
  if (!parts.isLive) {
    const lines = drainedLines(readLines(input), output);
    const pipedWaitMs = input.isTTY ? null : waitMs;
    const nothing = (): void => undefined;
    const screen = createPlainScreen(output);
    return endOfPeople(
      await runPeople({ ...common, screen, lines, pipedWaitMs, onKey: nothing, completeWith: nothing }),
    );
  }
  const screen = createTtyScreen({ input, stream: parts.output, output, isColour: parts.isColour });
  screen.onInterrupt(() => {
    stop.abort();
  });
  const { lines, onKey, completeWith } = screen;
  const live: PeopleParts = { ...common, screen, lines, onKey, completeWith, pipedWaitMs: null };
  try {
    return endOfPeople(await runPeople(live));
  } finally {
    screen.close();
  }
}

function endOfPeople(end: PeopleEnd): TerminalEnd {
  switch (end.type) {
    case 'quit':
      return { exitCode: 0, sentence: null };
    case 'unsent':
      return { exitCode: 1, sentence: null };
    case 'client_gone':
      return { exitCode: 1, sentence: sentenceFor({ type: 'port_closed' }, { server: '', room: '' }) };
    case 'target_invalid':
      return invalidTarget(end.problem);
  }
}

function invalidTarget(problem: { readonly type: string }): TerminalEnd {
  return { exitCode: 2, sentence: `--server: ${sentenceFor(problem, { server: 'the server', room: '' })}` };
}

/** The next line is taken only when the reader of the output has caught up. */
async function* drainedLines(lines: AsyncIterable<string>, output: Output): AsyncGenerator<string> {
  for await (const line of lines) {
    await output.drained();
    yield line;
  }
}
