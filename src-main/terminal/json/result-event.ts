import type { AnswerId, JsonCommand } from './json-command.ts';
import type { JsonEvent } from './json-event.ts';

/** Ids go by the names scripts use for them. */
const spoken: Readonly<Record<string, string>> = { commandId: 'command', roomId: 'room', serverId: 'server' };

/** The answer to a command: lists stand in `list`, raw values in `value`, everything else is flat. */
export function resultEvent(command: JsonCommand, id: AnswerId | null, value: unknown): JsonEvent {
  const answer = id === null ? {} : { id };
  if (command.type === 'call') return { event: 'result', ...answer, call: command.name, value };
  if (command.type === 'wait') {
    return { ...objectOf(value), event: 'result', ...answer, do: 'wait', for: command.wait.for };
  }
  const head = { event: 'result', ...answer, do: command.name };
  if (Array.isArray(value)) return { ...head, list: value as readonly unknown[] };
  const fields = Object.entries(objectOf(value)).map(([key, field]) => [spoken[key] ?? key, field] as const);
  return { ...head, ...Object.fromEntries(fields) };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
