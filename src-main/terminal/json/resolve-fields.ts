import * as v from 'valibot';
import type { ServerId } from '#shared/domain/ids.ts';
import { chatCalls, type ChatCallName } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { findByName, type Named } from '../resolve-name.ts';
import type { Fields, ScriptProblem } from './json-command.ts';

/** What names can stand for at this moment. */
export interface Known {
  readonly servers: readonly Named<ServerId>[];
  /** The server meant when a command names none. */
  readonly defaultServer: ServerId | null;
  /** The name to come in by when a command gives none. */
  readonly displayName: string;
  rooms(serverId: ServerId): readonly Named[];
  people(serverId: ServerId): readonly Named[];
}

/** `missing` may come about: the server joined, the room made, the person admitted. */
export type FieldsProblem =
  ScriptProblem | { readonly type: 'missing'; readonly what: 'server' | 'room' | 'person'; readonly typed: string };

type Look = (fields: Fields, known: Known, serverId: ServerId | null) => Result<unknown, FieldsProblem>;

/** How a parameter is called in a script, and how its value is found. What is not listed keeps its name and value. */
const spoken: Readonly<Record<string, { readonly as: string; readonly look: Look }>> = {
  serverId: { as: 'server', look: (_fields, _known, serverId) => ok(serverId) },
  roomId: { as: 'room', look: (fields, known, serverId) => roomNamed(fields['room'], known, serverId) },
  roomIds: {
    as: 'rooms',
    look: (fields, known, serverId) => eachOf(fields['rooms'], (name) => roomNamed(name, known, serverId)),
  },
  personId: { as: 'person', look: (fields, known, serverId) => personNamed(fields['person'], known, serverId) },
  personIds: {
    as: 'people',
    look: (fields, known, serverId) => eachOf(fields['people'], (name) => personNamed(name, known, serverId)),
  },
  commandId: { as: 'command', look: (fields) => ok(fields['command']) },
  displayName: { as: 'name', look: (fields, known) => ok(fields['name'] ?? known.displayName) },
  target: { as: 'server', look: (fields) => ok(fields['server']) },
};

const defaults: { readonly [Name in ChatCallName]?: (fields: Fields) => Fields } = {
  'room.create': ({ visibility }) => ({
    topic: '',
    visibility: 'public',
    history: visibility === 'private' ? 'joined' : 'everything',
  }),
  'presence.watch': () => ({ rooms: [], people: [], everybody: false }),
  'timeline.page': () => ({ maxItems: 50 }),
};

/** The parameters of a call from what a script wrote: names become ids, what is left out gets its default. */
export function resolveFields(name: ChatCallName, written: Fields, known: Known): Result<Fields, FieldsProblem> {
  const schema = chatCalls[name];
  const keys = Object.keys(schema.entries);
  const allowed = new Set(keys.map((key) => spoken[key]?.as ?? key));
  const stranger = Object.keys(written).find((key) => !allowed.has(key));
  if (stranger !== undefined)
    return err({ type: 'invalid_params', path: stranger, problem: 'there is no such field here' });
  const fields = { ...defaults[name]?.(written), ...written };
  const server = keys.includes('serverId') ? serverNamed(fields['server'], known) : ok(null);
  if (!server.ok) return server;

  const params: Record<string, unknown> = {};
  for (const key of keys) {
    const found = spoken[key]?.look(fields, known, server.value) ?? ok(fields[key]);
    if (!found.ok) return found;
    if (found.value !== undefined) params[key] = found.value;
  }
  const parsed = v.safeParse(schema, params, { abortEarly: true });
  if (parsed.success) return ok(params);
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? '';
  return err({ type: 'invalid_params', path: spoken[path]?.as ?? path, problem: issue.message });
}

/** The server a command names, or the one meant when it names none. */
export function serverNamed(typed: unknown, known: Known): Result<ServerId, FieldsProblem> {
  if (typed !== undefined) return one('server', typed, known.servers);
  if (known.defaultServer !== null) return ok(known.defaultServer);
  return err({ type: 'missing', what: 'server', typed: '' });
}

function roomNamed(typed: unknown, known: Known, serverId: ServerId | null): Result<string, FieldsProblem> {
  return one('room', typed, serverId === null ? [] : known.rooms(serverId));
}

function personNamed(typed: unknown, known: Known, serverId: ServerId | null): Result<string, FieldsProblem> {
  return one('person', typed, serverId === null ? [] : known.people(serverId));
}

/** Scripts name things whole: what begins alike today may be two tomorrow. */
function one<Id extends string>(
  what: 'server' | 'room' | 'person',
  typed: unknown,
  candidates: readonly Named<Id>[],
): Result<Id, FieldsProblem> {
  if (typeof typed !== 'string')
    return err({ type: 'invalid_params', path: what, problem: 'a name or an id is needed' });
  const [first, ...others] = findByName(typed, candidates);
  if (first === undefined) return err({ type: 'missing', what, typed });
  if (others.length === 0) return ok(first.id);
  return err({ type: 'ambiguous', typed, names: [first, ...others].map(({ id }) => id) });
}

function eachOf(
  typed: unknown,
  find: (name: unknown) => Result<string, FieldsProblem>,
): Result<readonly string[] | undefined, FieldsProblem> {
  if (!Array.isArray(typed)) return ok(undefined);
  const ids: string[] = [];
  for (const name of typed as readonly unknown[]) {
    const found = find(name);
    if (!found.ok) return found;
    ids.push(found.value);
  }
  return ok(ids);
}
