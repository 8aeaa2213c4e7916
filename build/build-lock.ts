import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { distFolder } from './input-stamp.mjs';

const lockFile = `${distFolder}/.build-lock`;
const retryMs = 100;
/** Longer than any build. A lock is a courtesy that saves work; two builds at once would do no harm. */
const maxWaitMs = 60_000;
const maxUnsignedMs = 5_000;

/** Does the work while no other process does. */
export async function withBuildLock(work: () => Promise<void>): Promise<void> {
  mkdirSync(distFolder, { recursive: true });
  const giveUpAt = Date.now() + maxWaitMs;
  while (!takeLock()) {
    if (Date.now() > giveUpAt || isAbandoned()) rmSync(lockFile, { force: true });
    else await sleep(retryMs);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function takeLock(): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the process that took the lock is gone, or died before it signed it. */
function isAbandoned(): boolean {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    if (owner === 0) return Date.now() - statSync(lockFile).mtimeMs > maxUnsignedMs;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
