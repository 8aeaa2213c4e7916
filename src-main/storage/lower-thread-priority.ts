import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lets every other thread go first. Linux alone has priorities of threads, under their own ids; elsewhere this does nothing, and
 * whoever has time takes it in small pieces.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // No /proc, or nobody may: then it goes as it is.
  }
}
