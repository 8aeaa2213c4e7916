import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { isWindowsShare, networkTypeAt, parseMountInfo, parseMountList, type Mount } from './storage/network-folder.ts';
import type { OpenError } from './storage/open-error.ts';
import { syncServiceOf } from './storage/synced-folder.ts';

/** Refuses a folder on which a database would not be safe, whether it is there yet or not. What cannot be told is let pass. */
export function checkFolderPlace(folder: string): Result<null, OpenError> {
  const path = fullPath(resolve(folder));
  const network = networkOf(path);
  if (network !== null) return err({ type: 'folder_on_network', folder, kind: network });
  const service = syncServiceOf({ path, separator: sep, env: process.env, exists: existsSync });
  return service === null ? ok(null) : err({ type: 'folder_is_synced', folder, service });
}

function networkOf(path: string): string | null {
  if (process.platform === 'win32') return isWindowsShare(path) ? 'share' : null;
  return networkTypeAt(path, readMounts());
}

function readMounts(): Mount[] {
  try {
    if (process.platform === 'linux') return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
    if (process.platform === 'darwin') return parseMountList(execFileSync('/sbin/mount', { encoding: 'utf8' }));
  } catch {
    // Nobody tells.
  }
  return [];
}

/** With links followed as far as there is something; on Windows a drive that stands for a share comes back as the share. */
function fullPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(fullPath(parent), basename(path));
  }
}
