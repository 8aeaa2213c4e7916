import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a few megabytes, or less than one, in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Has as many megabytes as this from now on. */
  grow(megabytes: number): void;
  /** Nothing can be written on it from now on. */
  makeReadOnly(): void;
  /** Nothing may be running on it any more. */
  remove(): void;
}

/** Why no disk can be made here, as the rest of a sentence; null when one can. */
export function smallDiskObstacle(): string | null {
  if (process.platform !== 'linux') return 'small disks are made on Linux only';
  if (process.getuid?.() !== 0) return 'making a small disk needs root';
  try {
    makeSmallDisk(1).remove();
    return null;
  } catch (error) {
    return `no small disk can be made (${error instanceof Error ? error.message : ''})`;
  }
}

export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-disk-'));
  run('mount', '-t', 'tmpfs', '-o', `size=${kibibytes(megabytes)}`, 'tmpfs', folder);
  const filling = join(folder, 'filling');
  return {
    folder,
    fill: () => {
      mkdirSync(filling, { recursive: true });
      // Large files first; the last rooms are pages.
      for (const size of [1 << 18, 1 << 12]) while (isWritten(filling, size));
    },
    free: () => {
      rmSync(filling, { recursive: true });
    },
    grow: (size) => {
      run('mount', '-o', `remount,size=${kibibytes(size)}`, folder);
    },
    makeReadOnly: () => {
      run('mount', '-o', 'remount,ro', folder);
    },
    remove: () => {
      run('umount', '--lazy', folder);
      rmdirSync(folder);
    },
  };
}

function kibibytes(megabytes: number): string {
  return `${Math.round(megabytes * 1024)}k`;
}

let fileCount = 0;

function isWritten(folder: string, size: number): boolean {
  fileCount += 1;
  const file = join(folder, `${fileCount}`);
  try {
    writeFileSync(file, Buffer.alloc(size));
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    return false;
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(stderr.trim());
}
