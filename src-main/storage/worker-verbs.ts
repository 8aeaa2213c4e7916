import type { MessagePort } from 'node:worker_threads';
import type { LogFields, Logger } from '#shared/logger.ts';
import type { Result } from '#shared/result.ts';
import { failureCode } from './sqlite-failure.ts';

/** The synchronous verbs of a store: what a storage worker runs, one after the other, each a transaction of its own. */
// oxlint-disable-next-line typescript/no-explicit-any -- only an array of `any` takes functions of every parameter list
export type Verbs = Readonly<Record<string, (...args: any[]) => unknown>>;

export interface VerbCall {
  readonly id: number;
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** What a storage worker says: once how the opening went, then an answer to each call, and log lines in between. */
export type WorkerMessage =
  | { readonly type: 'opened'; readonly result: Result<null, unknown> }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  /** `trace` says where in the worker, for logs; `code` is SQLite's or the operating system's. */
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly message: string;
      readonly trace: string;
      readonly code: string | null;
    }
  | { readonly type: 'log'; readonly level: keyof Logger; readonly sentence: string; readonly fields: LogFields };

/** The worker's side: opens the store, says how that went, and answers calls until `close` was one. */
export function serveVerbs(port: MessagePort, open: () => Result<Verbs, unknown>): void {
  const post = (message: WorkerMessage) => {
    port.postMessage(message);
  };
  const opened = open();
  post({ type: 'opened', result: opened.ok ? { ok: true, value: null } : opened });
  if (!opened.ok) {
    port.close();
    return;
  }
  port.on('message', (call: VerbCall) => {
    post(answer(opened.value, call));
    if (call.verb === 'close') port.close();
  });
}

function answer(verbs: Verbs, { id, verb, args }: VerbCall): WorkerMessage {
  try {
    return { type: 'answer', id, value: verbs[verb]?.(...args) };
  } catch (error) {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failure', id, message, trace: stack, code: failureCode(error) };
  }
}

/** A logger whose lines are written by the thread that started the worker. */
export function portLogger(port: MessagePort): Logger {
  const line =
    (level: keyof Logger) =>
    (sentence: string, fields: LogFields = {}) => {
      port.postMessage({ type: 'log', level, sentence, fields } satisfies WorkerMessage);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
