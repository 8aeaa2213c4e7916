import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { lockFolder } from './lock-file.ts';
import type { OpenError } from './open-error.ts';
import { openErrorOf } from './sqlite-failure.ts';

/**
 * Gives a data folder that nobody has open another name beside its own, with the time in it, so that a new one can be made in
 * its place. Nothing is deleted, and a name that is taken is not taken over. Comes back with the new path; null where there
 * is no such folder.
 */
export function setFolderAside(folder: string, now: number): Result<string | null, OpenError> {
  if (!existsSync(folder)) return ok(null);
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  // Windows renames no folder in which a file is open.
  lock.value.release();
  const to = freeName(`${folder}-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-').replace('T', '-')}`);
  try {
    renameSync(folder, to);
    return ok(to);
  } catch (error) {
    return err(openErrorOf(error, join(folder, 'server.db')));
  }
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(name); count += 1) name = `${wanted}-${count}`;
  return name;
}
