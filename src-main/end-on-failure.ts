import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './storage/make-folder.ts';

export interface EndOnFailureOptions {
  readonly dataFolder: string;
  /** The log it is written to, without `.log`. */
  readonly log: string;
  /** What that log says above the trace. */
  readonly heading: string;
  /** What standard error is told: all of it where this is null. */
  readonly sentence: string | null;
}

const crashed = 1;

/**
 * Nothing goes on half-broken: whatever nobody caught is written down, synchronously, and the process ends. Returns what a
 * part that can no longer be relied on is to call.
 */
export function endOnFailure({ dataFolder, log, heading, sentence }: EndOnFailureOptions): (error: unknown) => void {
  const fail = (error: unknown): void => {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const entry = `${new Date().toISOString()} ERROR ${heading}\n${trace}\n`;
    try {
      const folder = join(dataFolder, 'logs');
      makeFolder(folder);
      appendFileSync(join(folder, `${log}.log`), entry);
    } catch {
      // The disk may be what failed.
    }
    process.stderr.write(sentence === null ? entry : `${sentence}\n`);
    process.exit(crashed);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return fail;
}
