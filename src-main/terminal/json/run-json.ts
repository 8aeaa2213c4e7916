import type { Clock } from '#shared/clock.ts';
import { createChatMirror, lastJoined, type ChatConnection } from '../chat-mirror.ts';
import { drainOutboxes } from '../drain.ts';
import type { Problem } from '../english.ts';
import { createNames } from '../names.ts';
import type { Output } from '../output.ts';
import { waitUntil } from '../wait-until.ts';
import { parseJsonLine, type AnswerId, type JsonCommand } from './json-command.ts';
import { formatEvent } from './json-event.ts';
import { emitError, type JsonSession } from './json-session.ts';
import { trackOwnCommands } from './own-commands.ts';
import { joinFromScript, runJsonCommand } from './run-command.ts';
import { tellEvents } from './tell-events.ts';
import { createWaits } from './waits.ts';

export interface JsonParts {
  readonly chat: ChatConnection;
  readonly clock: Clock;
  readonly output: Output;
  readonly lines: AsyncIterable<string>;
  readonly stop: AbortController;
  readonly displayName: string;
  readonly target: string | null;
  /** How long to wait for what a command needs, and at the end for being sent, in milliseconds. */
  readonly waitMs: number;
}

export type JsonEnd =
  { readonly type: 'done'; readonly isGood: boolean } | { readonly type: 'target_invalid'; readonly problem: Problem };

/** What is being done at the moment. */
interface CommandInHand {
  readonly id: AnswerId | null;
  readonly line: number;
  readonly command: JsonCommand;
}

/** How long to wait for news of what the server is known to have. */
const lastNewsMs = 2000;

/** Runs the scripts' mode: a command a line in, an event a line out, and at the end of input everything is sent. */
export async function runJson(parts: JsonParts): Promise<JsonEnd> {
  const session = createSession(parts);
  const { chat, mirror } = session;
  const { signal } = parts.stop;
  let finish: (end: JsonEnd) => void = () => undefined;
  const ended = new Promise<JsonEnd>((resolve) => {
    finish = resolve;
  });
  if (signal.aborted) return { type: 'done', isGood: true };
  let inHand: CommandInHand | null = null;
  const onStop = (): void => {
    const isAtServer = parts.target === null || session.progress.defaultServer !== null;
    if (inHand !== null) tellCutShort(session, inHand);
    finish(tellEnd(session, { waiting: waitingNow(session), isAllDone: inHand === null && isAtServer }));
  };
  signal.addEventListener('abort', onStop);
  chat.onClose(() => {
    if (!signal.aborted) emitError(session, { type: 'port_closed' }, { id: null });
    finish({ type: 'done', isGood: false });
  });
  tellEvents(session);
  // Nobody sits in front of a script.
  void chat.call('presence.set', { state: 'away' });

  const work = async (): Promise<JsonEnd> => {
    const waits = createWaits(session);
    await mirror.ready;
    const start = enterFirst(session, parts.target).then((problem) => {
      if (problem === null || signal.aborted) return;
      if (problem.type === 'target_invalid') finish({ type: 'target_invalid', problem });
      else emitError(session, problem, { id: null });
    });
    let line = 0;
    for await (const text of parts.lines) {
      line += 1;
      if (text.trim() === '') continue;
      const { id, command } = parseJsonLine(text);
      if (command.ok) {
        inHand = { id, line, command: command.value };
        await runJsonCommand(session, command.value, { id, line, waits });
        inHand = null;
      } else emitError(session, command.error, { id, line });
      await parts.output.drained();
    }
    await Promise.race([start, serverDeadline(session)]);
    if (parts.target !== null && session.progress.defaultServer === null && session.progress.errors === 0) {
      emitError(session, session.progress.joinProblem ?? { type: 'timed_out' }, { id: null });
    }
    return finishScript(session);
  };
  const end = await Promise.race([work(), ended]);
  signal.removeEventListener('abort', onStop);
  parts.stop.abort();
  return end;
}

function createSession({ chat, clock, output, stop, displayName, waitMs }: JsonParts): JsonSession {
  const mirror = createChatMirror(chat);
  let isOver = false;
  return {
    chat,
    mirror,
    names: createNames(mirror),
    clock,
    signal: stop.signal,
    own: trackOwnCommands(chat),
    displayName,
    waitMs,
    progress: { defaultServer: null, serverDeadline: clock.monotonic() + waitMs, joinProblem: null, errors: 0 },
    emit: (event) => {
      // What happens while the client closes is told to nobody any more.
      if (isOver) return;
      isOver = event.event === 'end';
      output.write(`${formatEvent(event)}\n`);
    },
  };
}

/** Joins the server that was asked for; without one, the one joined last is meant. */
async function enterFirst(session: JsonSession, target: string | null): Promise<Problem | null> {
  const { mirror, progress, displayName } = session;
  if (target === null) {
    progress.defaultServer = lastJoined(mirror.servers())?.serverId ?? null;
    return null;
  }
  const joined = await joinFromScript(session, target, displayName);
  return joined.ok ? null : joined.error;
}

function serverDeadline({ clock, progress }: JsonSession): Promise<void> {
  const restMs = (progress.serverDeadline ?? 0) - clock.monotonic();
  return new Promise((resolve) => void clock.after(Math.max(0, restMs), resolve));
}

/** Waits until everything is sent. */
async function finishScript(session: JsonSession): Promise<JsonEnd> {
  const { own, clock, signal } = session;
  const waiting = await drainOutboxes(session, session.waitMs);
  // The server has everything; the last events that tell so may still be on their way.
  if (waiting === 0)
    await waitUntil(() => own.haveReached('sent'), lastNewsMs, { clock, signal, onChange: own.onStep });
  // Who stopped it meanwhile has been told.
  return signal.aborted ? { type: 'done', isGood: false } : tellEnd(session, { waiting, isAllDone: true });
}

/** Names the command that a signal ended before it was done. */
function tellCutShort({ emit }: JsonSession, { id, line, command }: CommandInHand): void {
  const answer = id === null ? {} : { id };
  if (command.type === 'do') emit({ ...command.fields, event: 'unsent', ...answer, line, do: command.name });
  if (command.type === 'wait') emit({ event: 'unsent', ...answer, line, do: 'wait', for: command.wait.for });
  if (command.type === 'call') emit({ event: 'unsent', ...answer, line, call: command.name });
}

/** Says what is not sent, and whether all went well. `isAllDone`: nothing was cut short. */
function tellEnd(
  { own, progress, emit }: JsonSession,
  { waiting, isAllDone }: { readonly waiting: number; readonly isAllDone: boolean },
): JsonEnd {
  const unsent = waiting === 0 ? [] : own.unsent();
  for (const { commandId, message } of unsent) {
    emit({ event: 'unsent', command: commandId, room: message?.roomId, text: message?.text });
  }
  const failed = own.failedCount();
  const isGood = isAllDone && waiting === 0 && failed === 0 && progress.errors === 0;
  emit({ event: 'end', isGood, waiting, failed, errors: progress.errors });
  return { type: 'done', isGood };
}

/** As far as has been told: there is no time to ask. */
function waitingNow({ mirror, own }: JsonSession): number {
  const told = mirror.servers().reduce((sum, { outbox }) => sum + outbox.waiting, 0);
  return Math.max(told, own.unsent().length);
}
