import type { Clock } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatConnection, ChatMirror } from '../chat-mirror.ts';
import { sentenceFor, type Problem } from '../english.ts';
import type { Names } from '../names.ts';
import type { AnswerId } from './json-command.ts';
import type { JsonEvent } from './json-event.ts';
import type { OwnCommands } from './own-commands.ts';

/** What every part of the scripts' mode shares. */
export interface JsonSession {
  readonly chat: ChatConnection;
  readonly mirror: ChatMirror;
  readonly names: Names;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly own: OwnCommands;
  readonly displayName: string;
  /** How long a command waits for the server, room or person it names, in milliseconds. */
  readonly waitMs: number;
  readonly progress: JsonProgress;
  emit(event: JsonEvent): void;
}

/** What changes in the course of a script. */
export interface JsonProgress {
  /** The server meant when a command names none. */
  defaultServer: ServerId | null;
  /** When waiting for a server that is not joined ends, by the monotonic clock; null once it cannot be joined at all. */
  serverDeadline: number | null;
  /** What stands in the way of joining at the moment. */
  joinProblem: Problem | null;
  errors: number;
}

/** Where an error belongs; without `about` to the server that commands mean when they name none. */
export interface ErrorPlace {
  readonly id: AnswerId | null;
  readonly line?: number;
  /** The server named by the command; null when it names one that is not known. */
  readonly about?: ServerId | null;
}

/** Says what is wrong, and counts it against the end. */
export function emitError(session: JsonSession, problem: Problem, at: ErrorPlace): void {
  const { mirror, progress } = session;
  progress.errors += 1;
  const { id, about = progress.defaultServer, ...rest } = at;
  const server = about === null ? undefined : mirror.server(about);
  const sentence = sentenceFor(problem, { server: server?.name ?? 'the server', room: 'this room' });
  session.emit({ event: 'error', ...(id === null ? {} : { id }), ...rest, ...problem, sentence });
}
