import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { connect } from './database.ts';
import { makeFolder } from './make-folder.ts';
import type { OpenError } from './open-error.ts';
import type { WritableDb } from './readable-db.ts';
import { failureCode, isDiskFull, openErrorOf } from './sqlite-failure.ts';

const lockName = 'hallway.lock';
const ownerName = 'hallway.pid';

export interface FolderLock {
  release(): void;
}

/**
 * Makes the data folder where there is none and takes it for this process: one writer per folder. The lock is SQLite's own on
 * an empty file, held by an open write transaction. The operating system lets it go when the process dies, however it dies,
 * so there is no stale lock to judge by process ids that may be somebody else's by now; and SQLite keeps the threads of one
 * process apart, which plain file locks do not. The owner's id stands in a second file, for the message only.
 */
export function lockFolder(folder: string): Result<FolderLock, OpenError> {
  const file = join(folder, lockName);
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) return err({ type: 'folder_unusable', folder, code: 'ENOTDIR' });
    const holder = hold(file);
    writeOwner(folder);
    return ok({
      release: () => {
        holder.close();
      },
    });
  } catch (error) {
    if (failureCode(error)?.startsWith('SQLITE_BUSY') === true) {
      return err({ type: 'folder_in_use', folder, pid: ownerOf(folder) });
    }
    // A folder that is there and cannot be written in.
    if (failureCode(error) === 'SQLITE_CANTOPEN') return err({ type: 'folder_read_only', folder });
    return err(openErrorOf(error, file));
  }
}

function hold(file: string): WritableDb {
  const db = connect(file, { busyTimeoutMs: 0 });
  try {
    // No journal beside it, which a full disk has no room for: nothing is ever written. OFF is not granted to a defensive handle.
    db.runScript('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Where there is no room for it, nobody is told who holds the folder; it is held all the same. */
function writeOwner(folder: string): void {
  try {
    writeFileSync(join(folder, ownerName), `${process.pid}\n`);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function ownerOf(folder: string): number | null {
  try {
    const pid = Number(readFileSync(join(folder, ownerName), 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
