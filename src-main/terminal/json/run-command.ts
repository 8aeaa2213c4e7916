import * as v from 'valibot';
import { commandIdSchema, type ServerId } from '#shared/domain/ids.ts';
import { chatCalls, type ChatCallName } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Problem } from '../english.ts';
import { joinServer } from '../joiner.ts';
import type { Named } from '../resolve-name.ts';
import { waitUntil } from '../wait-until.ts';
import type { AnswerId, Fields, JsonCommand, WaitRequest } from './json-command.ts';
import { emitError, type JsonSession } from './json-session.ts';
import { resolveFields, serverNamed, type FieldsProblem, type Known } from './resolve-fields.ts';
import { resultEvent } from './result-event.ts';
import type { Waits } from './waits.ts';

/** How often names are looked up again when no event tells of them. */
const lookAgainMs = 500;
const queuedSchema = v.object({ commandId: commandIdSchema });

/** Does one line of a script and writes its result or error. */
export async function runJsonCommand(
  session: JsonSession,
  command: JsonCommand,
  at: { readonly id: AnswerId | null; readonly line: number; readonly waits: Waits },
): Promise<void> {
  const asked = { id: at.id, line: at.line, ...aboutOf(session, command) };
  const answer = (result: Result<unknown, Problem>): void => {
    if (result.ok) session.emit(resultEvent(command, at.id, result.value));
    else emitError(session, result.error, asked);
  };
  switch (command.type) {
    case 'call':
      answer(await callNamed(session, command.name as ChatCallName, command.params));
      return;
    case 'wait':
      answer(await waitFor(session, command.wait, at.waits));
      return;
    case 'do':
      answer(await doNamed(session, command.name, command.fields));
  }
}

/** The server that a command names, for what is said of it. */
function aboutOf(session: JsonSession, command: JsonCommand): { readonly about?: ServerId | null } {
  if (command.type === 'call') return {};
  const typed = command.type === 'wait' ? command.wait.server : command.fields['server'];
  if (typed === undefined) return {};
  const server = serverNamed(typed, knownNow(session));
  return { about: server.ok ? server.value : null };
}

/** Joins a server and makes it the one meant from now on. */
export async function joinFromScript(
  session: JsonSession,
  target: string,
  displayName: string,
): Promise<Result<{ readonly serverId: ServerId }, Problem>> {
  const { clock, progress } = session;
  progress.serverDeadline = clock.monotonic() + session.waitMs;
  const onWaiting = (problem: Problem): void => {
    progress.joinProblem = problem;
  };
  const known = session.mirror.servers().find(({ serverId, name }) => serverId === target || name === target);
  const joined = await joinServer(session, { target: known?.serverId ?? target, displayName, onWaiting });
  if (!joined.ok) {
    progress.serverDeadline = null;
    return joined;
  }
  progress.defaultServer = joined.value;
  return ok({ serverId: joined.value });
}

async function doNamed(session: JsonSession, name: ChatCallName, fields: Fields): Promise<Result<unknown, Problem>> {
  let browsed: readonly Named[] = [];
  const params = await whenFound(session, async (known) => {
    const withBrowsed: Known = { ...known, rooms: (serverId) => [...known.rooms(serverId), ...browsed] };
    const found = resolveFields(name, fields, withBrowsed);
    if (name !== 'room.join' || found.ok || found.error.type !== 'missing' || found.error.what !== 'room') return found;
    browsed = await browse(session, serverNamed(fields['server'], known));
    return resolveFields(name, fields, withBrowsed);
  });
  if (!params.ok) return params;
  if (name === 'server.join') {
    const { target, displayName } = v.parse(chatCalls[name], params.value);
    return joinFromScript(session, target, displayName);
  }
  if (name === 'room.browse') await untilOnline(session, v.parse(chatCalls[name], params.value).serverId);
  return callNamed(session, name, params.value);
}

/** Calls, and remembers the command it queued. Parameters are parsed where they arrive. */
async function callNamed(session: JsonSession, name: ChatCallName, params: unknown): Promise<Result<unknown, Problem>> {
  const result = await session.chat.call(name, params as never);
  if (result.ok && v.is(queuedSchema, result.value)) {
    const message = name === 'message.send' && v.is(chatCalls[name], params) ? params : null;
    session.own.add({ commandId: result.value.commandId, message });
  }
  return result;
}

async function waitFor(session: JsonSession, wait: WaitRequest, waits: Waits): Promise<Result<unknown, Problem>> {
  const { clock, waitMs } = session;
  const deadline = clock.monotonic() + (wait.timeoutMs ?? waitMs);
  const server = await whenFound(session, (known) => serverNamed(wait.server, known), wait.timeoutMs);
  const restMs = Math.max(0, deadline - clock.monotonic());
  const found = server.ok ? await waits({ ...wait, timeoutMs: restMs }, server.value) : null;
  return found === null ? err({ type: 'wait_timed_out', for: wait.for }) : ok(found);
}

/** Looks names up, again and again while they may still come about. */
async function whenFound<Found>(
  session: JsonSession,
  look: (known: Known) => Result<Found, FieldsProblem> | Promise<Result<Found, FieldsProblem>>,
  waitMs = session.waitMs,
): Promise<Result<Found, Problem>> {
  const { clock, signal, mirror, progress } = session;
  const deadline = clock.monotonic() + waitMs;
  for (;;) {
    const found = await look(knownNow(session));
    if (found.ok) return found;
    const problem = found.error;
    if (problem.type !== 'missing') return err(problem);
    const until = problem.what === 'server' ? Math.min(deadline, progress.serverDeadline ?? 0) : deadline;
    const restMs = until - clock.monotonic();
    if (restMs <= 0 || signal.aborted) return err(missing(session, problem));
    let hasChanged = false;
    const onChange = (listener: () => void): (() => void) =>
      mirror.onChange(() => {
        hasChanged = true;
        listener();
      });
    await waitUntil(() => hasChanged, Math.min(lookAgainMs, restMs), { clock, signal, onChange });
  }
}

function missing({ progress }: JsonSession, { what, typed }: Extract<FieldsProblem, { type: 'missing' }>): Problem {
  if (what === 'server' && typed === '') return progress.joinProblem ?? { type: 'no_server' };
  if (what === 'server') return { type: 'server_not_known', target: typed };
  return { type: what === 'room' ? 'room_not_known' : 'person_not_known' };
}

function knownNow({ mirror, names, progress, displayName }: JsonSession): Known {
  const servers = mirror.servers().map(({ serverId, name }) => ({ id: serverId, name }));
  const isJoined = servers.some(({ id }) => id === progress.defaultServer);
  return {
    servers,
    defaultServer: isJoined ? progress.defaultServer : null,
    displayName,
    rooms: names.rooms,
    people: names.people,
  };
}

async function browse(session: JsonSession, server: Result<ServerId, unknown>): Promise<readonly Named[]> {
  if (!server.ok || session.mirror.server(server.value)?.connection.type !== 'online') return [];
  const browsed = await session.chat.call('room.browse', { serverId: server.value });
  return browsed.ok ? browsed.value.map(({ roomId, name }) => ({ id: roomId, name })) : [];
}

async function untilOnline({ mirror, clock, signal, waitMs }: JsonSession, serverId: ServerId): Promise<void> {
  const isOnline = (): boolean => mirror.server(serverId)?.connection.type === 'online';
  await waitUntil(isOnline, waitMs, { clock, signal, onChange: mirror.onChange });
}
