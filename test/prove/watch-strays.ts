import type { EventEmitter } from 'node:events';

/** What is thrown where nobody catches it, while this watches: it would end the process, and every other proof with it. */
export interface StrayWatch {
  readonly strays: readonly string[];
  stop(): void;
}

/** `onStray` hears of each at once: what waits for it may wait for long. */
export function watchStrays(onStray: (problem: string) => void, emitter: EventEmitter = process): StrayWatch {
  const strays: string[] = [];
  const listener = (error: unknown): void => {
    const problem = `something threw beside everybody: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    strays.push(problem);
    onStray(problem);
  };
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  for (const event of events) emitter.on(event, listener);
  return {
    strays,
    stop: () => {
      for (const event of events) emitter.off(event, listener);
    },
  };
}
