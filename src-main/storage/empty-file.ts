import { statSync } from 'node:fs';

/** 0 where there is none. */
export function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether nothing is there, or a file with nothing in it: SQLite takes both for a new database. */
export function isEmptyFile(file: string): boolean {
  return bytesOf(file) === 0;
}
