import { statSync } from 'node:fs';
import { pendingRestore } from './storage/backups/complete-restore.ts';
import { listBackups } from './storage/backups/list-backups.ts';
import { readFactsOf } from './storage/backups/verify-backup.ts';
import { databaseFile } from './storage/server/server-files.ts';

/**
 * The name of the server whose data folder this is; null where there is none, or it cannot be read. Where the database is damaged or gone,
 * or a restore was cut off, it is that of what the start puts in its place.
 */
export function readStoredName(folder: string): string | null {
  try {
    for (const file of whatMayBeOpened(folder)) {
      const name = nameIn(file);
      if (name !== null) return name;
    }
  } catch {
    // No folder that can be read: the start says so, which a name is still wanted for.
  }
  return null;
}

function whatMayBeOpened(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const file = databaseFile(folder);
  const pending = pendingRestore(file);
  if (pending !== null) return [pending];
  return [file, ...listBackups(folder).map((backup) => backup.file)];
}

function nameIn(file: string): string | null {
  try {
    return readFactsOf(file)?.name ?? null;
  } catch {
    return null;
  }
}
