import * as v from 'valibot';
import { chatCalls, type ChatCallName } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** What a script sends along to find its answer again. */
export type AnswerId = string | number;

/** One line of a script. */
export type JsonCommand =
  /** A call with names in place of ids. */
  | { readonly type: 'do'; readonly name: ChatCallName; readonly fields: Fields }
  /** A call as it stands in chat-api.ts. */
  | { readonly type: 'call'; readonly name: string; readonly params: unknown }
  | { readonly type: 'wait'; readonly wait: WaitRequest };

export type Fields = Readonly<Record<string, unknown>>;
export type WaitRequest = v.InferOutput<typeof waitSchema>;

/** What is wrong with a script rather than with the chat. */
export type ScriptProblem =
  | { readonly type: 'not_json'; readonly problem: string }
  | { readonly type: 'not_a_command'; readonly problem: string }
  | { readonly type: 'unknown_do'; readonly name: string }
  | { readonly type: 'invalid_params'; readonly path: string; readonly problem: string }
  /** A name that fits several; `names` are their ids. */
  | { readonly type: 'ambiguous'; readonly typed: string; readonly names: readonly string[] }
  /** A command names no server, and there is none to be meant. */
  | { readonly type: 'no_server' }
  | { readonly type: 'wait_timed_out'; readonly for: string };

export interface ParsedLine {
  readonly id: AnswerId | null;
  readonly command: Result<JsonCommand, ScriptProblem>;
}

const day = 24 * 60 * 60 * 1000;
const waitSchema = v.strictObject({
  for: v.picklist(['online', 'sent', 'delivered', 'read', 'message', 'room', 'person']),
  server: v.optional(v.string()),
  room: v.optional(v.string()),
  person: v.optional(v.string()),
  /** Part of what the message says. */
  text: v.optional(v.string()),
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(day))),
});
const idSchema = v.union([v.string(), v.number()]);

/** Reads one line of a script. */
export function parseJsonLine(line: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { id: null, command: err({ type: 'not_json', problem: error instanceof Error ? error.message : '' }) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, command: err({ type: 'not_a_command', problem: 'a line is one JSON object' }) };
  }
  const { id, ...fields }: Record<string, unknown> = { ...value };
  if (id !== undefined && !v.is(idSchema, id)) {
    return { id: null, command: err({ type: 'not_a_command', problem: 'id is a string or a number' }) };
  }
  return { id: id ?? null, command: parseCommand(fields) };
}

function parseCommand(fields: Fields): Result<JsonCommand, ScriptProblem> {
  const { do: name, call, ...rest } = fields;
  if (typeof call === 'string' && name === undefined) {
    return ok({ type: 'call', name: call, params: rest['params'] ?? {} });
  }
  if (typeof name !== 'string' || call !== undefined) {
    return err({ type: 'not_a_command', problem: 'a command has either "do" or "call"' });
  }
  if (name === 'wait') return parseWait(rest);
  if (!isCallName(name)) return err({ type: 'unknown_do', name });
  return ok({ type: 'do', name, fields: rest });
}

function parseWait(fields: Fields): Result<JsonCommand, ScriptProblem> {
  const parsed = v.safeParse(waitSchema, fields, { abortEarly: true });
  if (parsed.success) return ok({ type: 'wait', wait: parsed.output });
  const [issue] = parsed.issues;
  return err({ type: 'invalid_params', path: v.getDotPath(issue) ?? '', problem: issue.message });
}

function isCallName(name: string): name is ChatCallName {
  return Object.hasOwn(chatCalls, name);
}
