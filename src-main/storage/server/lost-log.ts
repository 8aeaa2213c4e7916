import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listBackups } from '../backups/list-backups.ts';
import { readFactsOf } from '../backups/verify-backup.ts';
import { isBlankDatabase } from '../blank-database.ts';
import { bytesOf, isEmptyFile } from '../empty-file.ts';
import { databaseFile, highWaterFile } from './server-files.ts';

/**
 * Whether a log was here and the database is gone, or has no server in it: that is a loss (H1), and not a new server, which would
 * let everybody in and write over what tells of the old one. The key alone shows nothing: it is there before the first log.
 */
export function isLogLost(folder: string): boolean {
  const file = databaseFile(folder);
  return isBlankDatabase(file, 'server') && hadLog(folder, file);
}

function hadLog(folder: string, file: string): boolean {
  return (
    existsSync(highWaterFile(folder)) ||
    listBackups(folder).length > 0 ||
    // Nothing is written there before the database has its first page; then a first start that was cut off leaves one, too.
    (isEmptyFile(file) && bytesOf(`${file}-wal`) > 0) ||
    wasPutAside(folder, basename(file))
  );
}

/** By a restore, damage or an update. */
function wasPutAside(folder: string, name: string): boolean {
  const rests = readdirSync(folder).flatMap((each) => (each.startsWith(name) ? [each.slice(name.length)] : []));
  return rests.some(
    (rest) =>
      /^\.(?:before-restore|damaged)-/u.test(rest) ||
      (/^\.v\d+\.backup(?:-\d+)?$/u.test(rest) && holdsServer(join(folder, name + rest))),
  );
}

/** A first start that was cut off between two migrations is copied, too, before the rest of them. */
function holdsServer(copy: string): boolean {
  try {
    return readFactsOf(copy) !== null;
  } catch {
    return true;
  }
}
