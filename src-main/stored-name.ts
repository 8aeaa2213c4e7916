import { existsSync } from 'node:fs';
import { readFactsOf } from './storage/backups/verify-backup.ts';
import { databaseFile } from './storage/server/server-files.ts';

/** The name of the server whose data folder this is; null where there is none, or it cannot be read. */
export function readStoredName(folder: string): string | null {
  const file = databaseFile(folder);
  try {
    return existsSync(file) ? (readFactsOf(file)?.name ?? null) : null;
  } catch {
    // What is wrong with it is said by the start, which a name is still wanted for.
    return null;
  }
}
