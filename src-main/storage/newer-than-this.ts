import { latestVersion } from './migrate.ts';
import { serverMigrations } from './migrations/server-migrations.ts';
import { versionOnDisk } from './version-on-disk.ts';

export interface NewerDatabase {
  readonly file: string;
  /** Its schema, and the newest one that this version knows. */
  readonly found: number;
  readonly supported: number;
}

/** The server's database where a newer version wrote it; null where none did, and where it cannot be read. Leaves no file. */
export function newerThanThis(file: string): NewerDatabase | null {
  const supported = latestVersion(serverMigrations);
  try {
    const found = versionOnDisk(file);
    return found > supported ? { file, found, supported } : null;
  } catch {
    // It is damaged, and restored for that reason.
    return null;
  }
}
