import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { listBackups } from '../backups/list-backups.ts';
import { bytesOf, isEmptyFile } from '../empty-file.ts';
import { databaseFile, highWaterFile } from './server-files.ts';

/**
 * Whether a log was here and the database is gone, or has nothing in it: that is a loss (H1), and not a new server, which would
 * let everybody in and write over what tells of the old one. The key alone shows nothing: it is there before the first log.
 */
export function isLogLost(folder: string): boolean {
  const file = databaseFile(folder);
  return isEmptyFile(file) && hadLog(folder, file);
}

function hadLog(folder: string, file: string): boolean {
  return (
    existsSync(highWaterFile(folder)) ||
    listBackups(folder).length > 0 ||
    // Nothing is written there before the database has its first page.
    bytesOf(`${file}-wal`) > 0 ||
    readdirSync(folder).some((name) => name.startsWith(basename(file)) && asidePart.test(name))
  );
}

/** What a restore, damage or an update put aside. */
const asidePart = /\.(?:before-restore-|damaged-|v\d+\.backup)/u;
