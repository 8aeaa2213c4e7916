import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Waits until what was written to the file is on the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Waits until the names in a folder are on the disk: a rename is not before. */
export function syncFolder(path: string): void {
  // A folder cannot be opened on Windows, where NTFS journals the entry by itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
