import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import type { Refused, TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { Random } from '#shared/random.ts';
import type { ClientStore } from '../storage/client-store.ts';
import {
  commandAnswered,
  commandHalted,
  commandSent,
  emptyWindow,
  isRepeating,
  nextStep,
  windowReopened,
  type Halt,
  type NextStep,
} from './outbox-window.ts';
import { createPump } from './pump.ts';
import { createRetryTimer } from './retry-timer.ts';

/** Carries the queued commands over one connection (P14): in order, everything without a result first. */
export interface Outbox {
  /** There may be something to send: a command was queued, or one that others depend on has its result. */
  kick(): void;
  /** Logged in, and the door has yet to open: `person.admit` may be sent. Nothing may before the login was answered. */
  knock(): void;
  /**
   * The door is open: everything may be sent. `heldUpTo`: the last number of this outbox that the
   * server holds (D3).
   */
  admit(heldUpTo: number): void;
  /** What was missed is here. Answers stand in line behind that, however long it takes: from here on they are due. */
  caughtUp(): void;
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
  /** Why the server keeps nothing of what is sent, once it has twice refused it for that; null once it has a result for something. */
  readonly onHoldup: (holdup: ServerHoldup | null) => void;
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
  const { store, clock } = context;
  const retry = createRetryTimer(context);
  const holdups = createHoldups(context);
  let [window, heldUpTo] = [emptyWindow, 0];
  /** The number that the server wants next, where it has said so. */
  let expected: number | null = null;
  /** Whether all was begun again since the last result: a server may name the same next number for ever. */
  let isBegunAgain = false;
  let [isLoggedIn, isAdmitted, isCaughtUp, isEnded] = [false, false, false, false];
  /** Once a session, and once more behind answers of an earlier one: a room that they call closed can have opened since. */
  let isAskDue = true;
  const deadline = createDeadline(clock, () => fail({ type: 'timed_out' }));
  const pump = createPump(step, (error) => fail(storageFailed(error)));

  function end(): void {
    isEnded = true;
    retry.cancel();
    deadline.set(false);
  }

  function fail(failure: OutboxFailure): void {
    if (isEnded) return;
    end();
    context.onFailed(failure);
  }

  async function step(): Promise<void> {
    if (isEnded || !isLoggedIn || retry.isWaiting) return;
    const isAsking = isAdmitted && isAskDue;
    if (isAsking) isAskDue = false;
    if (isAsking) await store.askClosedRooms();
    const next = nextStep(window);
    if (next.type === 'goOn') await goOn(next.halt);
    else if (next.type === 'take') await take(next);
  }

  async function take({ afterNumber, max, maxBytes }: Extract<NextStep, { readonly type: 'take' }>): Promise<void> {
    // That is asked for first, and alone: where a copy of this outbox has used its numbers, nothing may overtake what is
    // refused for that.
    if (isRepeating(window, heldUpTo)) return;
    const commands = await store.takeCommands(afterNumber, isAdmitted ? max : 1, { maxBytes, heldUpTo });
    const [first] = commands;
    if (isEnded || first === undefined || (!isAdmitted && first.kind !== 'person.admit')) return;
    // The server does not know the numbers that this database thinks are settled.
    if (expected !== null && first.number !== expected) return renew();
    expected = null;
    for (const { number, frame } of commands) window = commandSent(window, number, utf8Bytes(frame));
    context.send(commands.map(({ frame }) => frame));
    watchForAnswer();
  }

  async function goOn(halt: Halt): Promise<void> {
    if (halt.isOutboxSpent) return renew();
    [window, expected] = [windowReopened(window), halt.expected];
    if (halt.holdup !== null) holdups.begun(halt.holdup);
    if (halt.waitMs === 0 && !isBegunAgain) pump.kick();
    else retry.failed(halt.waitMs ?? 0, pump.kick);
    isBegunAgain = true;
  }

  async function renew(): Promise<void> {
    await store.renewOutbox();
    fail({ type: 'outbox_renewed' });
  }

  /** A door and a catching up may take their time, which others watch; a log does not. */
  function watchForAnswer(): void {
    deadline.set(isAdmitted && isCaughtUp && window.unanswered.size > 0);
  }

  return {
    kick: pump.kick,
    knock: () => {
      isLoggedIn = true;
      pump.kick();
    },
    admit: (lastNumber) => {
      [heldUpTo, isLoggedIn, isAdmitted] = [lastNumber, true, true];
      pump.kick();
    },
    caughtUp: () => {
      isCaughtUp = true;
      watchForAnswer();
      // A room may be listed again that something waits for.
      pump.kick();
    },
    answered: (numbers) => {
      if (isEnded) return;
      const wasRepeating = isRepeating(window, heldUpTo);
      for (const number of numbers) window = commandAnswered(window, number);
      if (wasRepeating && !isRepeating(window, heldUpTo)) isAskDue = true;
      if (numbers.length > 0) {
        retry.reset();
        isBegunAgain = false;
        holdups.ended();
      }
      watchForAnswer();
      pump.kick();
    },
    refused: ({ number, error }) => {
      const halt = haltOf(error);
      if (halt === null) {
        window = windowReopened(commandAnswered(window, number));
        holdups.ended();
        context.onNameRefused(error as Refusal);
        return;
      }
      window = commandHalted(window, number, halt);
      watchForAnswer();
      pump.kick();
    },
    isIdle: () => window.unanswered.size === 0 && !pump.isBusy && !retry.isWaiting,
    end,
  };
}

function storageFailed(error: unknown): OutboxFailure {
  return { type: 'storage_failed', detail: error instanceof Error ? error.message : 'unknown' };
}

function createDeadline(clock: Clock, onPassed: () => void) {
  let cancel: CancelTimer | null = null;
  return {
    /** Begins anew, or is there no more. */
    set: (isDue: boolean): void => {
      cancel?.();
      cancel = isDue ? clock.after(answerTimeoutMs, onPassed) : null;
    },
  };
}

/** One refusal is none to tell of: a server with a full disk gives up what it kept for that, and goes on. */
function createHoldups({ onHoldup }: Pick<OutboxContext, 'onHoldup'>) {
  let isRefusedOnce = false;
  return {
    begun: (holdup: ServerHoldup): void => {
      if (isRefusedOnce) onHoldup(holdup);
      isRefusedOnce = true;
    },
    ended: (): void => {
      isRefusedOnce = false;
      onHoldup(null);
    },
  };
}

/** What a temporary refusal asks for; null for the door's refusal of a name. */
function haltOf(error: TemporaryRefusal | Refusal): Halt | null {
  const halt: Halt = { expected: null, isOutboxSpent: false, waitMs: 0, holdup: null, maxUnanswered: null };
  switch (error.type) {
    case 'out_of_order':
      return { ...halt, expected: error.expected };
    case 'number_used':
      return { ...halt, isOutboxSpent: true };
    case 'overloaded':
      return { ...halt, waitMs: error.retryAfterMs };
    case 'window_exceeded':
      return { ...halt, maxUnanswered: error.maxUnanswered };
    case 'disk_full':
      return { ...halt, waitMs: null, holdup: { type: 'server_disk_full' } };
    case 'storage_failed':
      return { ...halt, waitMs: null, holdup: { type: 'server_storage_failed' } };
    case 'stopping':
    case 'healing':
      return { ...halt, waitMs: null };
    default:
      return null;
  }
}
