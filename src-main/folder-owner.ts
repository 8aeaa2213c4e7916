import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseEnds, databaseFile, highWaterFile } from './storage/server/server-files.ts';
import { failureCode } from './storage/sqlite-failure.ts';

/** Why this user is not the one who does something with a server's data folder. */
export type OwnerProblem =
  /** A server of `owner` has it, who could not use what this user wrote there. */
  | { readonly type: 'folder_of_other'; readonly folder: string; readonly owner: string }
  /** A folder above it is closed to this user: nobody can tell what is there. */
  | { readonly type: 'folder_hidden'; readonly folder: string }
  /** Somebody else left it there; a server of `user`, who this is, could not be kept with it. */
  | {
      readonly type: 'file_of_other';
      readonly file: string;
      readonly owner: string;
      readonly folder: string;
      readonly user: string;
    };

const { R_OK, W_OK, X_OK } = constants;
const root = 0;

/**
 * Null where this user may be a server in the folder. Root may write everywhere, and what it writes is its own: a server that
 * runs as somebody else cannot even start with it. Whose the server is says its key, which its user made; before there is one, the folder.
 * Windows has no such owners.
 */
export function ownerProblem(folder: string): OwnerProblem | null {
  const uid = process.geteuid?.();
  if (uid === undefined) return null;
  const found = look(folder);
  if (found === 'hidden') return { type: 'folder_hidden', folder };
  if (found === 'none') return null;
  const key = look(join(folder, 'server.key'));
  const ownerUid = typeof key === 'number' ? key : found;
  const isOthers = ownerUid !== uid && (uid === root || !mayUse(folder, R_OK | W_OK | X_OK));
  // A folder without a server that this user may look into: others may be let write there.
  const isNobodys = uid !== root && key === 'none';
  if (isOthers && !isNobodys) return { type: 'folder_of_other', folder, owner: userName(ownerUid) };
  return uid === root ? null : problemWithin(folder, uid);
}

/** Null where what a server reads or writes at its start can be used, whoever owns it. */
function problemWithin(folder: string, uid: number): OwnerProblem | null {
  const database = databaseFile(folder);
  const others = ['server.key', 'server.open', 'server.restored', 'hallway.lock', 'hallway.pid', 'logs', 'backups'];
  const files = [
    ...databaseEnds.map((end) => database + end),
    highWaterFile(folder),
    ...others.map((name) => join(folder, name)),
  ];
  for (const file of files) {
    const owner = look(file);
    if (typeof owner !== 'number' || owner === uid || mayUse(file, R_OK | W_OK)) continue;
    return { type: 'file_of_other', file, owner: userName(owner), folder, user: userName(uid) };
  }
  return null;
}

/** The id of whose it is. */
function look(path: string): number | 'none' | 'hidden' {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid ?? 'none';
  } catch (error) {
    return failureCode(error) === 'EACCES' ? 'hidden' : 'none';
  }
}

/** A disk that takes nothing from anybody is told of in other words. */
function mayUse(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    return failureCode(error) !== 'EACCES';
  }
}

/** As `sudo -u` takes it: the name, or `#` and the number of somebody who has none. */
function userName(uid: number): string {
  try {
    return execFileSync('id', ['-nu', String(uid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return `#${uid}`;
  }
}
