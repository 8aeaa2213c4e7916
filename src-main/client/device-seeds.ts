import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerId } from '#shared/domain/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { openKeyFile, type KeyFileFailure, type KeyGuard } from '../identity/key-file.ts';
import { makeFolder } from '../storage/make-folder.ts';

/** The seeds of this device's keys: one a server, so that two servers cannot tell that they know the same person (T3, P18). */
export interface DeviceSeeds {
  /** 32 bytes, made at the first call. */
  open(serverId: ServerId): Result<Uint8Array, KeyFileFailure>;
  /** With the key goes the person: the server will take this device for a stranger. */
  forget(serverId: ServerId): void;
}

/** In files that only the user can read, sealed where there is a keystore (T5). */
export function createDeviceSeedFiles(folder: string, guard: KeyGuard): DeviceSeeds {
  const fileOf = (serverId: ServerId) => join(folder, `${serverId}.key`);
  return {
    open: (serverId) => {
      const made = makeFolderOf(folder);
      if (!made.ok) return made;
      const file = openKeyFile(fileOf(serverId), guard);
      return file.ok ? ok(file.value.seed) : file;
    },
    forget: (serverId) => {
      rmSync(fileOf(serverId), { force: true });
    },
  };
}

function makeFolderOf(folder: string): Result<null, KeyFileFailure> {
  try {
    makeFolder(folder);
    return ok(null);
  } catch {
    return err({ type: 'folder_read_only', path: folder });
  }
}
