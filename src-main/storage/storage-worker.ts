import { Worker } from 'node:worker_threads';
import { assert } from '#shared/assert.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { VerbCall, Verbs, WorkerMessage } from './worker-verbs.ts';

/** A call that got no answer: the worker died, was closed, or the verb itself threw. Whether it was committed is not known. */
export class StorageWorkerError extends Error {
  readonly type: 'worker_stopped' | 'verb_failed';
  /** What SQLite or the operating system called it; null for any other error. */
  readonly code: string | null;

  /** `trace`: where in the worker it came about, which is what a log wants of its stack. */
  constructor(
    type: StorageWorkerError['type'],
    message: string,
    { trace, code = null }: { readonly trace?: string; readonly code?: string | null } = {},
  ) {
    super(message);
    this.code = code;
    this.name = 'StorageWorkerError';
    this.type = type;
    if (trace !== undefined) this.stack = trace;
  }
}

export interface StorageWorkerOptions {
  /** The worker's entry file: sources and bundles have different ones, so that the process entry says where it is. */
  readonly url: URL;
  /** What the entry gets as `workerData`. */
  readonly data: unknown;
  readonly log: Logger;
}

/** A store in a thread of its own, which alone writes its database. */
export interface StorageWorker<Known extends Verbs> {
  /** Calls arrive, run and are answered in order; rejected with a `StorageWorkerError`. */
  call<Verb extends keyof Known & string>(
    verb: Verb,
    ...args: Parameters<Known[Verb]>
  ): Promise<ReturnType<Known[Verb]>>;
  /** Resolves once the thread has ended, by `close` or by a crash; then with what it died of. */
  readonly ended: Promise<Error | null>;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the thread and waits until it has opened its store. Rejects when the thread dies before it could say how that went. */
export async function startStorageWorker<Known extends Verbs, OpenFailure>(
  options: StorageWorkerOptions,
): Promise<Result<StorageWorker<Known>, OpenFailure>> {
  const worker = new Worker(options.url, { workerData: options.data });
  const calls = createCalls(worker);
  const ended = watchEnd(worker, options.log);
  void ended.then((death) => {
    calls.stop(new StorageWorkerError('worker_stopped', death?.message ?? 'The storage worker has stopped.'));
  });
  const result = await new Promise<Result<null, unknown>>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'opened') resolve(message.result);
      else if (message.type === 'log') options.log[message.level](message.sentence, message.fields);
      else calls.settle(message);
    });
    void ended.then((death) => {
      reject(
        new StorageWorkerError('worker_stopped', death?.message ?? 'The storage worker ended before it had opened.'),
      );
    });
  });
  // What the worker failed to open with is `OpenFailure`: its entry and its starter are written together.
  return result.ok ? ok({ call: calls.call as StorageWorker<Known>['call'], ended }) : err(result.error as OpenFailure);
}

function watchEnd(worker: Worker, log: Logger): Promise<Error | null> {
  return new Promise((resolve) => {
    let death: Error | null = null;
    worker.on('error', (error) => {
      death = error instanceof Error ? error : new Error(String(error));
      log.error('The storage worker crashed.', { error: death.message });
    });
    worker.on('exit', () => {
      resolve(death);
    });
  });
}

function createCalls(worker: Worker) {
  const pending = new Map<number, PendingCall>();
  let lastId = 0;
  let end: Error | null = null;
  return {
    call: (verb: string, ...args: readonly unknown[]) =>
      new Promise<unknown>((resolve, reject) => {
        if (end !== null) {
          reject(end);
          return;
        }
        lastId += 1;
        // What cannot be posted throws, and nobody answers it.
        worker.postMessage({ id: lastId, verb, args } satisfies VerbCall);
        pending.set(lastId, { resolve, reject });
      }),
    settle: (message: Extract<WorkerMessage, { type: 'answer' | 'failure' }>) => {
      const call = pending.get(message.id);
      assert(call !== undefined, 'a storage worker answers each call once');
      pending.delete(message.id);
      if (message.type === 'answer') call.resolve(message.value);
      else call.reject(new StorageWorkerError('verb_failed', message.message, message));
    },
    stop: (reason: Error) => {
      end = reason;
      for (const call of pending.values()) call.reject(reason);
      pending.clear();
    },
  };
}
