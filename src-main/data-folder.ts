import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { checkFolderPlace } from './folder-place.ts';
import { makeFolder } from './storage/make-folder.ts';
import type { OpenError } from './storage/open-error.ts';
import { isDiskFull } from './storage/sqlite-failure.ts';

/** Whatever this process and its threads write from now on is its owner's alone, also in a folder that others can read. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

/**
 * Makes the data folder and the folder for its logs, before anything else is opened or written there; both can be written.
 * `isAnyPlace`: wherever it lies, because a person wants it so, or because it lies in one that was looked at before.
 */
export function prepareDataFolder(
  folder: string,
  { isAnyPlace = false }: { readonly isAnyPlace?: boolean } = {},
): Result<null, OpenError> {
  const place = isAnyPlace ? ok(null) : checkFolderPlace(folder);
  if (!place.ok) return place;
  try {
    makeFolder(join(folder, 'logs'));
    probe(folder);
    return ok(null);
  } catch (error) {
    if (isDiskFull(error)) return err({ type: 'disk_full', folder });
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    const isReadOnly = ['EACCES', 'EPERM', 'EROFS'].includes(code);
    return err(isReadOnly ? { type: 'folder_read_only', folder } : { type: 'folder_unusable', folder, code });
  }
}

/** Throws where nothing can be written. A full disk is none of it: what is there can be read, and room may be made. */
function probe(folder: string): void {
  const file = join(folder, `.probe-${process.pid}`);
  try {
    writeFileSync(file, '');
    rmSync(file);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}
