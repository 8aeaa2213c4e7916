import { badInput } from '#shared/exit-code.ts';
import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { ChildExit, ChildProcess } from './child-process.ts';
import { decideRestart } from './restart-policy.ts';

/** Keeps one process running: starts it again when it ends by itself, and stops when it keeps ending. */
export interface Supervisor {
  /** Has it end for good: it is left alone, which it takes as the sign, and ended hard where that does not help. */
  stop(): Promise<void>;
}

export interface SupervisorOptions<Child extends ChildProcess> {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spawn: () => Child;
  readonly onStarted: (child: Child) => void;
  /** It is gone, and started again after so many milliseconds. */
  readonly onRestarting: (afterMs: number) => void;
  readonly onGivenUp: (how: ChildExit) => void;
}

const giveUp = { type: 'giveUp' } as const;
/** For what it has to finish. */
const stopTimeoutMs = 6_000;

export function superviseProcess<Child extends ChildProcess>(options: SupervisorOptions<Child>): Supervisor {
  const { name, clock, log, spawn, onStarted, onRestarting, onGivenUp } = options;
  let crashes: readonly number[] = [];
  let child: ChildProcess | null = null;
  let cancelRestart: CancelTimer | null = null;
  let isStopped = false;

  function start(): void {
    const started = spawn();
    child = started;
    started.onExit((how) => {
      if (child !== started || isStopped) return;
      child = null;
      crashes = [...crashes, clock.monotonic()].slice(-10);
      const decision = how.code === badInput ? giveUp : decideRestart(crashes);
      log.warn('A process ended by itself.', { name, ...how, next: decision.type });
      if (decision.type === 'giveUp') return onGivenUp(how);
      cancelRestart = clock.after(decision.afterMs, start);
      onRestarting(decision.afterMs);
    });
    onStarted(started);
  }

  function end(last: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      const cancelKill = clock.after(stopTimeoutMs, last.kill);
      last.onExit(() => {
        cancelKill();
        resolve();
      });
      last.leave();
    });
  }

  start();
  return {
    stop: () => {
      isStopped = true;
      cancelRestart?.();
      const last = child;
      child = null;
      return last === null ? Promise.resolve() : end(last);
    },
  };
}
