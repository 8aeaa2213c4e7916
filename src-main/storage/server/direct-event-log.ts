import type { EventLog } from '../event-log.ts';
import { createEventLogCaller } from './event-log-caller.ts';
import type { ServerEngine } from './server-engine.ts';

/**
 * The log in this thread, for the simulation and tests: each verb runs one microtask after its call, in order, so that callers
 * live with answers that come later, as those of the storage worker do.
 */
export function createDirectEventLog(engine: ServerEngine): EventLog {
  return createEventLogCaller(async (verb, ...args) => {
    await Promise.resolve();
    // TypeScript does not follow that a verb's own parameters are what it takes.
    const run = engine[verb] as (...given: typeof args) => ReturnType<ServerEngine[typeof verb]>;
    return run(...args);
  });
}
