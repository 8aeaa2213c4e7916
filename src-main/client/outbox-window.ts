import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import { limits } from '#shared/protocol/limits.ts';

/**
 * What is on its way over one connection (P14): at most 64 unanswered; and after a temporary refusal nothing more until all
 * that is in flight has its answer, when everything without a result goes again from the first. To a server that cannot keep
 * up (D14) half as much goes at once as before, and one more with each result: the additive increase and multiplicative
 * decrease of RFC 5681, so that a crowd of full outboxes does not keep it busy with refusing them. A server that says how many
 * it takes gets no more than that: else all but the first of each round would be refused, and the whole sent again for each.
 */
export interface OutboxWindow {
  /** By number, with the bytes of each. */
  readonly unanswered: ReadonlyMap<number, number>;
  /** The last number that was sent; 0 begins with the first that has no result. */
  readonly lastSent: number;
  readonly halt: Halt | null;
  /** How many may be unanswered now, 1 to `maxWidth`. */
  readonly width: number;
  /** 64, or as many as the server says that it takes. */
  readonly maxWidth: number;
}

export interface Halt {
  /** The number the server wants next; null where it did not say. */
  readonly expected: number | null;
  /** The server holds commands of this outbox that this database does not know: it needs a new one. */
  readonly isOutboxSpent: boolean;
  /** How long to wait once all is answered; null: as the backoff says. */
  readonly waitMs: number | null;
  /** How many it takes at once; null where it did not say. */
  readonly maxUnanswered: number | null;
  /** The server cannot keep anything; null where that is not why. */
  readonly holdup: ServerHoldup | null;
}

/** What the outbox is to do now. */
export type NextStep =
  | { readonly type: 'wait' }
  | { readonly type: 'take'; readonly afterNumber: number; readonly max: number; readonly maxBytes: number }
  | { readonly type: 'goOn'; readonly halt: Halt };

/**
 * Where so much is on its way, nothing more goes until some of it has its answer: a server that reads more slowly, because its person
 * says much (D14), reads a request behind it within seconds.
 */
const maxBytesUnanswered = 128 * 1024;

export const emptyWindow: OutboxWindow = {
  unanswered: new Map(),
  lastSent: 0,
  halt: null,
  width: limits.commandWindow,
  maxWidth: limits.commandWindow,
};

export function nextStep(window: OutboxWindow): NextStep {
  const { unanswered, lastSent, halt, width } = window;
  if (halt !== null) return unanswered.size === 0 ? { type: 'goOn', halt } : { type: 'wait' };
  const max = width - unanswered.size;
  const maxBytes = maxBytesUnanswered - bytesUnanswered(window);
  return max <= 0 || maxBytes <= 0 ? { type: 'wait' } : { type: 'take', afterNumber: lastSent, max, maxBytes };
}

export function commandSent(window: OutboxWindow, number: number, bytes: number): OutboxWindow {
  const unanswered = new Map(window.unanswered).set(number, bytes);
  return { ...window, unanswered, lastSent: Math.max(window.lastSent, number) };
}

/** Whether something is on its way that the server holds already: it says to that what it said then, and not how things are. */
export function isRepeating({ unanswered }: OutboxWindow, heldUpTo: number): boolean {
  return [...unanswered.keys()].some((number) => number <= heldUpTo);
}

function bytesUnanswered({ unanswered }: OutboxWindow): number {
  return [...unanswered.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** It has its result, on disk. */
export function commandAnswered(window: OutboxWindow, number: number): OutboxWindow {
  if (!window.unanswered.has(number)) return window;
  return { ...withoutCommand(window, number), width: Math.min(window.width + 1, window.maxWidth) };
}

/** It was refused for now. Of several refusals the gravest counts: a spent outbox, then the longest wait. */
export function commandHalted(window: OutboxWindow, number: number, halt: Halt): OutboxWindow {
  const answered = withoutCommand(window, number);
  return { ...answered, halt: window.halt === null ? halt : mergeHalts(window.halt, halt) };
}

/** All was answered and the wait is over: begins again with the first command that has no result. */
export function windowReopened(window: OutboxWindow): OutboxWindow {
  const isOverloaded = (window.halt?.waitMs ?? 0) > 0;
  const width = isOverloaded ? Math.max(1, Math.floor(window.width / 2)) : window.width;
  const maxWidth = Math.min(window.maxWidth, Math.max(1, window.halt?.maxUnanswered ?? window.maxWidth));
  return { ...window, lastSent: 0, halt: null, width: Math.min(width, maxWidth), maxWidth };
}

function withoutCommand(window: OutboxWindow, number: number): OutboxWindow {
  const unanswered = new Map(window.unanswered);
  unanswered.delete(number);
  return { ...window, unanswered };
}

function mergeHalts(one: Halt, other: Halt): Halt {
  const waits = [one.waitMs, other.waitMs];
  return {
    expected: one.expected ?? other.expected,
    isOutboxSpent: one.isOutboxSpent || other.isOutboxSpent,
    holdup: one.holdup ?? other.holdup,
    maxUnanswered: one.maxUnanswered ?? other.maxUnanswered,
    waitMs: waits.includes(null) ? null : Math.max(...waits.map((waitMs) => waitMs ?? 0)),
  };
}
