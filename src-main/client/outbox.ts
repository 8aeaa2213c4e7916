import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { Refused, TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import type { Random } from '#shared/random.ts';
import type { ClientStore } from '../storage/client-store.ts';
import { failedTry, freshBackoff } from './backoff.ts';
import { commandAnswered, commandHalted, commandSent, emptyWindow, nextStep, windowReopened, type Halt } from './outbox-window.ts';

/** Carries the queued commands over one connection (P14): in order, everything without a result first. */
export interface Outbox {
  /** There may be something to send: a command was queued, or one that others depend on has its result. */
  kick(): void;
  /** The door is open: everything may be sent, and not only `person.admit`. */
  admit(): void;
  /** These have their result, on disk. */
  answered(numbers: readonly number[]): void;
  /** One was refused for now; nothing was stored. */
  refused(refusal: Extract<Refused, { readonly isFinal: false }>): void;
  /** Whether nothing is on its way and nothing waits for its turn. */
  isIdle(): boolean;
  end(): void;
}

export interface OutboxContext {
  readonly store: ClientStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (frames: readonly string[]) => void;
  /** The door does not take the name (P18); another one goes at the next kick. */
  readonly onNameRefused: (refusal: Refusal) => void;
  readonly onFailed: (failure: OutboxFailure) => void;
}

export type OutboxFailure =
  | { readonly type: 'storage_failed'; readonly detail: string }
  /** Somebody else used this outbox's numbers: the database has a new one, which only a new login can carry. */
  | { readonly type: 'outbox_renewed' }
  | { readonly type: 'timed_out' };

/** So long without any answer while some are due, and the server has forgotten them. */
const answerTimeoutMs = 30_000;

export function createOutbox(context: OutboxContext): Outbox {
  const { store, clock, random } = context;
  let window = emptyWindow;
  let backoff = freshBackoff;
  let isAdmitted = false;
  let isBusy = false;
  let isKicked = false;
  let isEnded = false;
  let expected: number | null = null;
  let cancelPause: CancelTimer | null = null;
  let cancelDeadline: CancelTimer | null = null;

  function fail(failure: OutboxFailure): void {
    if (isEnded) return;
    end();
    context.onFailed(failure);
  }

  function end(): void {
    isEnded = true;
    cancelPause?.();
    cancelDeadline?.();
  }

  /** One at a time; what happens meanwhile makes it look again. */
  function kick(): void {
    isKicked = true;
    if (isBusy || isEnded || cancelPause !== null) return;
    isBusy = true;
    void pump().then(
      () => {
        isBusy = false;
      },
      (error: unknown) => {
        fail({ type: 'storage_failed', detail: error instanceof Error ? error.message : 'unknown' });
      },
    );
  }

  async function pump(): Promise<void> {
    while (isKicked && !isEnded && cancelPause === null) {
      isKicked = false;
      const step = nextStep(window);
      if (step.type === 'goOn') await goOn(step.halt);
      if (step.type === 'take') await take(step);
    }
  }

  async function take(step: { readonly afterNumber: number; readonly max: number }): Promise<void> {
    const commands = await store.takeCommands(step.afterNumber, isAdmitted ? step.max : 1);
    const [first] = commands;
    if (isEnded || first === undefined) return;
    if (!isAdmitted && first.kind !== 'person.admit') return;
    if (expected !== null && first.number !== expected) {
      await renew();
      return;
    }
    expected = null;
    for (const { number } of commands) window = commandSent(window, number);
    context.send(commands.map(({ frame }) => frame));
    watchForAnswer();
  }

  async function goOn(halt: Halt): Promise<void> {
    if (halt.isOutboxSpent) {
      await renew();
      return;
    }
    window = windowReopened(window);
    expected = halt.expected;
    if (halt.waitMs === 0) isKicked = true;
    else pause(halt.waitMs);
  }

  function pause(waitMs: number | null): void {
    const failed = failedTry(backoff, { now: clock.monotonic(), fraction: random.fraction(), leastMs: waitMs ?? 0 });
    backoff = failed.backoff;
    cancelPause = clock.after(failed.delayMs, () => {
      cancelPause = null;
      kick();
    });
  }

  async function renew(): Promise<void> {
    await store.renewOutbox();
    fail({ type: 'outbox_renewed' });
  }

  function watchForAnswer(): void {
    cancelDeadline?.();
    cancelDeadline = null;
    // A door may take its time; a log does not.
    if (window.unanswered.size === 0 || !isAdmitted) return;
    cancelDeadline = clock.after(answerTimeoutMs, () => {
      fail({ type: 'timed_out' });
    });
  }

  return {
    kick,
    admit: () => {
      isAdmitted = true;
      kick();
    },
    answered: (numbers) => {
      for (const number of numbers) window = commandAnswered(window, number);
      if (numbers.length > 0) backoff = freshBackoff;
      watchForAnswer();
      kick();
    },
    refused: ({ number, error }) => {
      const halt = haltOf(error);
      if (halt === null) {
        window = windowReopened(commandAnswered(window, number));
        context.onNameRefused(error as Refusal);
        return;
      }
      window = commandHalted(window, number, halt);
      watchForAnswer();
      kick();
    },
    isIdle: () => window.unanswered.size === 0 && !isBusy && cancelPause === null,
    end,
  };
}

/** What a temporary refusal asks for; null for the door's refusal of a name. */
function haltOf(error: TemporaryRefusal | Refusal): Halt | null {
  switch (error.type) {
    case 'out_of_order':
      return { expected: error.expected, isOutboxSpent: false, waitMs: 0 };
    case 'number_used':
      return { expected: null, isOutboxSpent: true, waitMs: 0 };
    case 'overloaded':
      return { expected: null, isOutboxSpent: false, waitMs: error.retryAfterMs };
    case 'window_exceeded':
      return { expected: null, isOutboxSpent: false, waitMs: 0 };
    case 'disk_full':
    case 'storage_failed':
    case 'stopping':
      return { expected: null, isOutboxSpent: false, waitMs: null };
    default:
      return null;
  }
}
