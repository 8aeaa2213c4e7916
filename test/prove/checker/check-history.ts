import { checkAuthorOrder } from './author-order.ts';
import type { History, Violation } from './history.ts';
import { checkMonotonicReads } from './monotonic-reads.ts';
import { checkOneOrder } from './one-order.ts';
import { checkReadYourWrites } from './read-your-writes.ts';
import { checkSet } from './set-check.ts';
import { checkWholeScreen } from './whole-screen.ts';

/** Everything that is wrong with a history; empty when it keeps what is promised. */
export function checkHistory(history: History): Violation[] {
  const checks = [
    checkSet,
    checkOneOrder,
    checkAuthorOrder,
    checkMonotonicReads,
    checkReadYourWrites,
    checkWholeScreen,
  ];
  return checks.flatMap((check) => check(history));
}

/** How much a history says: a proof that saw nothing has proved nothing. */
export interface HistorySize {
  readonly sent: number;
  readonly acknowledged: number;
  readonly seen: number;
  readonly reads: number;
}

export function sizeOf({ sent, acknowledged, observers }: History): HistorySize {
  const count = (type: string): number =>
    observers.reduce((sum, { steps }) => sum + steps.filter((step) => step.type === type).length, 0);
  return { sent: sent.length, acknowledged: acknowledged.length, seen: count('saw'), reads: count('read') };
}
