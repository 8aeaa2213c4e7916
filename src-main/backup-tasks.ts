/** `serve backup` and `serve restore`: what is done with the data folder of a server from outside of it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { ownerProblem, type OwnerProblem } from './folder-owner.ts';
import { openKeyFile, type KeyFileFailure } from './identity/key-file.ts';
import { createServerIdentity, type ServerIdentity } from './identity/server-identity.ts';
import { makeBackup, makeBackupAt, type BackupFailure, type BackupOutcome } from './storage/backups/make-backup.ts';
import {
  finishRestore,
  restoreBackup,
  restoreNewest,
  type RestoredNewest,
  type RestoreProblem,
} from './storage/backups/restore-backup.ts';
import { leaveRestoreNote } from './storage/backups/restore-note.ts';
import { newerThanThis } from './storage/newer-than-this.ts';
import { lockFolder } from './storage/lock-file.ts';
import { databaseFile } from './storage/server/server-files.ts';

export type TaskProblem =
  | BackupFailure
  | RestoreProblem
  | KeyFileFailure
  | OwnerProblem
  /** A newer Hallway wrote what the server has, and nobody said that it may go. */
  | { readonly type: 'newer_not_replaced'; readonly file: string; readonly found: number; readonly supported: number }
  /** No server ever kept anything there. */
  | { readonly type: 'server_missing'; readonly folder: string }
  /** Whose the backups are is not known without it, and nobody would know the server again. */
  | { readonly type: 'key_missing'; readonly path: string };

export interface BackupTaskOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Into the file, or where it is null into the folder of backups. Whether a server runs there does not matter. */
export function backUpFolder(
  { dataFolder: folder, clock, random }: BackupTaskOptions,
  file: string | null,
): Result<BackupOutcome, TaskProblem> {
  const problem = ownerProblem(folder);
  // Root may read everything, and a file of one's own is nobody else's.
  if (problem !== null && (file === null || process.geteuid?.() !== 0)) return err(problem);
  if (!existsSync(databaseFile(folder))) return err({ type: 'server_missing', folder });
  const identity = readIdentity(folder, random);
  if (!identity.ok) return identity;
  const request = { folder, serverId: identity.value.serverId, now: clock.now(), random, isByHand: true };
  return file === null ? makeBackup(request) : makeBackupAt(request, resolve(file));
}

export interface RestoreRequest {
  /** A file, or `latest` for the newest sound backup. */
  readonly from: string;
  /** Whether a database that a newer version wrote may be put aside. */
  readonly replacesNewer: boolean;
}

/** Only while no server has the folder. */
export function restoreFolder(
  options: BackupTaskOptions,
  { from, replacesNewer }: RestoreRequest,
): Result<RestoredNewest, TaskProblem> {
  const { dataFolder: folder, random } = options;
  const problem = ownerProblem(folder);
  if (problem !== null) return err(problem);
  if (!existsSync(folder)) return err({ type: 'server_missing', folder });
  const identity = readIdentity(folder, random);
  if (!identity.ok) return identity;
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  try {
    finishRestore(folder);
    const newer = replacesNewer ? null : newerThanThis(databaseFile(folder));
    if (newer !== null) return err({ type: 'newer_not_replaced', ...newer });
    const restoring = { ...options, folder, identity: identity.value, reason: 'before-restore' as const };
    const restored = from === 'latest' ? restoreNewest(restoring) : restoreBackup(restoring, resolve(from));
    if (!restored.ok) return restored;
    leaveRestoreNote(folder, { ...restored.value, why: 'asked' });
    return ok({ passedOver: [], fuller: null, ...restored.value });
  } finally {
    lock.value.release();
  }
}

/** Of a key that is there: none is made here. */
function readIdentity(folder: string, random: Random): Result<ServerIdentity, TaskProblem> {
  const path = join(folder, 'server.key');
  if (!existsSync(path)) return err({ type: 'key_missing', path });
  const key = openKeyFile(path, { random, seal: null });
  return key.ok ? ok(createServerIdentity(key.value.seed)) : key;
}
