import { closeSync, fsyncSync, existsSync, openSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BallastStatus } from '#shared/ipc/server-status.ts';
import { isDiskFull } from '../sqlite-failure.ts';

/**
 * Room that is taken while there is plenty, to be given up when the disk is full: the log can then still be written back and
 * read, and goes on for a while, in which its host can make room.
 */
const ballastFile = (folder: string): string => join(folder, 'ballast');

/** So many times its size must be free before it is made: it may not be what fills the disk. */
const roomFactor = 2;
const chunkBytes = 1 << 20;

/** Whether it is there, and what there is and has to be of room where it is not. */
export function ballastStatus(folder: string, bytes: number): BallastStatus {
  return { bytes, isThere: hasBallast(folder), freeBytes: roomIn(folder), neededBytes: roomFactor * bytes };
}

/** Whether it lies there. */
function hasBallast(folder: string): boolean {
  return existsSync(ballastFile(folder));
}

/** In bytes; none where nobody can tell, as when the folder is gone. */
function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** Takes the room; written to the end, as a file with holes takes none. Comes back with whether it is there now. */
export function makeBallast(folder: string, bytes: number): boolean {
  const { isThere, freeBytes, neededBytes } = ballastStatus(folder, bytes);
  if (bytes === 0 || isThere || freeBytes < neededBytes) return isThere;
  const draft = `${ballastFile(folder)}.draft`;
  try {
    fill(draft, bytes);
    renameSync(draft, ballastFile(folder));
    return true;
  } catch (error) {
    rmSync(draft, { force: true });
    if (isDiskFull(error)) return false;
    throw error;
  }
}

/** Gives the room back, and what a dead process left of one. Comes back with whether there was any. */
export function releaseBallast(folder: string): boolean {
  if (!hasBallast(folder)) return false;
  const file = ballastFile(folder);
  try {
    for (const each of [file, `${file}.draft`]) rmSync(each, { force: true });
    return true;
  } catch {
    // Some file systems need room to remove a file. What was refused is refused all the same.
    return false;
  }
}

function fill(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  try {
    // Not zeros: some file systems store none.
    const chunk = Buffer.alloc(chunkBytes, 'ballast ');
    for (let left = bytes; left > 0; left -= chunkBytes) writeSync(file, chunk, 0, Math.min(left, chunkBytes));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
