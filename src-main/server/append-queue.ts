import type { AppendItem, AppendResult, EventLog } from '../storage/event-log.ts';
import type { Clock } from '#shared/clock.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { Act } from './act-paces.ts';
import type { Session } from './session.ts';

/** A command on its way into the log, with the session that its answer goes to. */
export interface QueuedCommand {
  readonly session: Session;
  readonly item: AppendItem;
  /** Where the person has a pace for what it does. */
  readonly act?: Act | null;
}

export interface AppendedBatch {
  readonly commands: readonly QueuedCommand[];
  readonly result: AppendResult;
  /** Milliseconds from handing the batch to the log until its answer. */
  readonly appendMs: number;
}

/**
 * Commands on their way into the log. At most one append is in flight; what arrives meanwhile is the next (P4): the disk
 * gives the rhythm, and a lone command waits for nothing.
 */
export interface AppendQueue {
  /** False, and nothing is queued, when the queue is full (D14). */
  push(command: QueuedCommand): boolean;
  /** Commands that have no outcome yet. */
  waiting(): number;
  /** Resolves when every command that was taken so far has its outcome, or the log has failed; at once where there is none. */
  settled(): Promise<void>;
}

export interface AppendQueueOptions {
  readonly log: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'maxAppendCommands' | 'maxAppendBytes' | 'maxQueuedCommands' | 'maxTotalBufferedBytes'>;
  readonly onAppended: (batch: AppendedBatch) => void;
  /** The log gave no answer: what it holds is unknown, and nothing may go on as if it were. */
  readonly onFailed: (error: unknown) => void;
}

export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const { log, clock, limits, onAppended, onFailed } = options;
  let queued: QueuedCommand[] = [];
  let queuedBytes = 0;
  let inFlight = 0;
  let isStarting = false;
  let hasFailed = false;
  /** How many were taken, and how many of them have their outcome. */
  let [taken, done] = [0, 0];
  let settling: { readonly upTo: number; readonly resolve: () => void }[] = [];

  function start(): void {
    isStarting = false;
    if (hasFailed || inFlight > 0 || queued.length === 0) return;
    const commands = takeBatch();
    inFlight = commands.length;
    const startedAt = clock.monotonic();
    log.append(commands.map(({ item }) => item)).then(
      (result) => {
        inFlight = 0;
        done += commands.length;
        // The log goes on with the next batch while this one is told.
        start();
        onAppended({ commands, result, appendMs: clock.monotonic() - startedAt });
        tellSettled();
      },
      (error: unknown) => {
        hasFailed = true;
        onFailed(error);
        tellSettled();
      },
    );
  }

  function takeBatch(): QueuedCommand[] {
    let bytes = 0;
    let count = 0;
    for (const { item } of queued) {
      if (count >= limits.maxAppendCommands || (count > 0 && bytes + item.frame.length > limits.maxAppendBytes)) break;
      bytes += item.frame.length;
      count += 1;
    }
    const batch = queued.slice(0, count);
    queued = queued.slice(count);
    queuedBytes -= bytes;
    return batch;
  }

  function tellSettled(): void {
    const ready = settling.filter(({ upTo }) => hasFailed || upTo <= done);
    settling = settling.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
  }

  return {
    push: (command) => {
      const isFull = queued.length + inFlight >= limits.maxQueuedCommands;
      if (isFull || queuedBytes + command.item.frame.length > limits.maxTotalBufferedBytes) return false;
      queued.push(command);
      taken += 1;
      queuedBytes += command.item.frame.length;
      if (inFlight === 0 && !isStarting) {
        isStarting = true;
        queueMicrotask(start);
      }
      return true;
    },
    waiting: () => queued.length + inFlight,
    settled: () =>
      new Promise((resolve) => {
        if (hasFailed || done === taken) resolve();
        else settling.push({ upTo: taken, resolve });
      }),
  };
}
