import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '#shared/assert.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createKeyPair } from '../../identity/key-pair.ts';
import { lockFolder } from '../lock-file.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import { profileMigrations } from '../migrations/profile-migrations.ts';
import { openDatabase } from '../open-database.ts';
import { makeFolder } from '../make-folder.ts';
import type { OpenError } from '../open-error.ts';
import type { ProfileStore } from '../profile-store.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import type { Synchronous } from './async-facade.ts';
import type { WallClock } from './client-context.ts';
import { createClientEngine, type ClientEngine } from './client-engine.ts';
import { createProfileEngine } from './profile-engine.ts';

/** Everything a client process has on disk, in the thread that writes it. */
export interface ClientDatabases {
  readonly profile: Synchronous<ProfileStore>;
  openServer(serverId: ServerId, deviceSeed: Uint8Array): Result<null, OpenError>;
  /** The engine of a server that is open. */
  server(serverId: ServerId): ClientEngine;
  closeServer(serverId: ServerId): void;
  /** Closes the database if it is open and renames its files: `X.db` becomes `X.db.damaged-<time>`, which is returned. */
  setServerAside(serverId: ServerId): Result<string, OpenError>;
  /** Closes the database if it is open and deletes its files, backups among them. */
  forgetServer(serverId: ServerId): void;
  close(): void;
}

export interface ClientDatabasesOptions {
  /** Taken for this process alone while it is open. */
  readonly folder: string;
  readonly clock: WallClock;
  readonly random: Random;
}

export function openClientDatabases(options: ClientDatabasesOptions): Result<ClientDatabases, OpenError> {
  const { folder } = options;
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  const profile = openDatabase(join(folder, 'profile.db'), profileMigrations);
  if (!profile.ok) {
    lock.value.release();
    return profile;
  }
  const servers = createServers(options);
  const profileEngine = createProfileEngine(profile.value);
  return ok({
    profile: profileEngine,
    ...servers,
    close: () => {
      servers.closeAll();
      profileEngine.close();
      lock.value.release();
    },
  });
}

function createServers({ folder, clock, random }: ClientDatabasesOptions) {
  const serversFolder = join(folder, 'servers');
  const open = new Map<ServerId, ClientEngine>();

  function openServer(serverId: ServerId, deviceSeed: Uint8Array): Result<null, OpenError> {
    assert(!open.has(serverId), 'a server is opened once');
    const db = openDatabaseIn(serversFolder, serverId);
    if (!db.ok) return db;
    const deviceKeys = createKeyPair(deviceSeed);
    open.set(serverId, createClientEngine({ db: db.value, serverId, deviceKeys, clock, random }));
    return ok(null);
  }

  function server(serverId: ServerId): ClientEngine {
    const engine = open.get(serverId);
    assert(engine !== undefined, 'a server is opened before it is used');
    return engine;
  }

  function closeServer(serverId: ServerId): void {
    open.get(serverId)?.close();
    open.delete(serverId);
  }

  return {
    openServer,
    server,
    closeServer,
    setServerAside: (serverId: ServerId) => {
      closeServer(serverId);
      return setFilesAside(join(serversFolder, `${serverId}.db`), clock.now());
    },
    forgetServer: (serverId: ServerId) => {
      closeServer(serverId);
      removeFiles(serversFolder, serverId);
    },
    closeAll: () => {
      for (const serverId of open.keys()) closeServer(serverId);
    },
  };
}

function openDatabaseIn(folder: string, serverId: ServerId): ReturnType<typeof openDatabase> {
  const file = join(folder, `${serverId}.db`);
  try {
    makeFolder(folder);
  } catch (error) {
    return err(openErrorOf(error, file));
  }
  return openDatabase(file, clientMigrations);
}

/**
 * The log goes first, in case the process dies in between: a damaged database without it is still found damaged, while a new
 * one would take the old log for its own.
 */
function setFilesAside(file: string, now: number): Result<string, OpenError> {
  const time = new Date(now).toISOString().replaceAll(/[-:.]/gu, '');
  const aside = `${file}.damaged-${time}`;
  try {
    for (const end of ['-shm', '-wal', '']) if (existsSync(file + end)) renameSync(file + end, aside + end);
    return ok(aside);
  } catch (error) {
    return err(openErrorOf(error, file));
  }
}

/** The database, its log and its backups: all their names begin with the server's id. */
function removeFiles(folder: string, serverId: ServerId): void {
  for (const name of listIfThere(folder)) {
    if (name.startsWith(`${serverId}.db`)) rmSync(join(folder, name), { force: true });
  }
}

function listIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
