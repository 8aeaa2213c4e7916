import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '#shared/assert.ts';
import type { DeviceKey, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createKeyPair } from '../../identity/key-pair.ts';
import { checkAtRest } from '../check-database.ts';
import { isBlankDatabase } from '../blank-database.ts';
import { isEmptyFile } from '../empty-file.ts';
import { formatFileTime } from '../file-time.ts';
import { lockFolder } from '../lock-file.ts';
import { clientMigrations } from '../migrations/client-migrations.ts';
import { readOpenMarker, type OpenMarker } from '../open-marker.ts';
import type { OpenError } from '../open-error.ts';
import { openUnlessDamaged } from '../open-unless-damaged.ts';
import type { ProfileStore } from '../profile-store.ts';
import type { WritableDb } from '../readable-db.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import type { Synchronous } from './async-facade.ts';
import type { Owner, WallClock } from './client-context.ts';
import { createClientEngine, type ClientEngine } from './client-engine.ts';
import { openEngine } from './open-engine.ts';
import { openProfile } from './open-profile.ts';
import type { ProfileEngine } from './profile-engine.ts';
import { renewalSteps, type RenewalOptions } from './renew-database.ts';
import { finishReplacement, runSteps } from './replace-damaged.ts';

/** Everything a client process has on disk, in the thread that writes it. */
export interface ClientDatabases {
  readonly profile: Synchronous<ProfileStore>;
  /** A damaged database makes room for a new one, with what could be read of it. */
  openServer(serverId: ServerId, deviceSeed: Uint8Array): Result<null, OpenError>;
  /** The engine of a server that is open. */
  server(serverId: ServerId): ClientEngine;
  closeServer(serverId: ServerId): void;
  /** Closes the database if it is open and renames its files: `X.db` becomes `X.db.damaged-<time>`, which is returned. */
  setServerAside(serverId: ServerId): Result<string, OpenError>;
  /** Closes the database if it is open and deletes its files, backups among them. */
  forgetServer(serverId: ServerId): void;
  /** What was opened since the last time this was asked, had not been closed as it should be, and was not found sound since. */
  uncleanServers(): readonly UncleanServer[];
  /** What an unclean stop had left of it was found sound: it is not checked again at its next opening. */
  noteSound(serverId: ServerId): void;
  /** Damage was found in it: at its next opening it makes room for a new one. */
  noteDamage(serverId: ServerId): void;
  close(): void;
}

export interface UncleanServer {
  readonly serverId: ServerId;
  readonly file: string;
}

export interface ClientDatabasesOptions {
  /** Taken for this process alone while it is open. */
  readonly folder: string;
  readonly clock: WallClock;
  readonly random: Random;
  readonly log: Logger;
}

export function openClientDatabases(options: ClientDatabasesOptions): Result<ClientDatabases, OpenError> {
  const { folder } = options;
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  const profile = openProfile(options);
  if (!profile.ok) {
    lock.value.release();
    return profile;
  }
  const servers = createServers(options, profile.value);
  return ok({
    profile: profile.value,
    ...servers,
    close: () => {
      servers.closeAll();
      profile.value.close();
      lock.value.release();
    },
  });
}

interface OpenDatabase {
  readonly engine: ClientEngine;
  readonly marker: OpenMarker;
}

/** This device at one server; `personId` is null where only its key says whose it is. */
type Device = Pick<RenewalOptions, 'serverId' | 'deviceSeed' | 'personId'>;

const damaged = (file: string) => err<OpenError>({ type: 'database_corrupt', file });

function createServers({ folder, clock, random, log }: ClientDatabasesOptions, profile: ProfileEngine) {
  const serversFolder = join(folder, 'servers');
  const open = new Map<ServerId, OpenDatabase>();
  const unclean: UncleanServer[] = [];

  function ownerOf(serverId: ServerId, deviceSeed: Uint8Array): PersonId | null {
    return profile.ownerOf(serverId, createKeyPair(deviceSeed).publicKey as DeviceKey);
  }

  /** At every opening: a device that was linked to somebody is opened anew as theirs. */
  function noteOwner(owner: Owner): void {
    try {
      profile.noteOwner(owner);
    } catch (error) {
      log.warn('Whose this device is could not be noted.', { serverId: owner.serverId, error: String(error) });
    }
  }

  function openServer(serverId: ServerId, deviceSeed: Uint8Array): Result<null, OpenError> {
    assert(!open.has(serverId), 'a server is opened once');
    const file = join(serversFolder, `${serverId}.db`);
    const made = finishReplacement(file);
    if (!made.ok) return made;
    const marker = readOpenMarker(`${file}.open`);
    const device = { serverId, deviceSeed, personId: ownerOf(serverId, deviceSeed) };
    const known = marker.found === 'damaged' ? checkAtRest(file).type : null;
    // Its outbox is lost, and that is said. What was never open before is a first opening that was cut off: it has a page at most.
    const wasOpened = marker.found !== 'nothing' || device.personId !== null;
    const isEmptied = existsSync(file) && (wasOpened ? isBlankDatabase(file, 'meta') : isEmptyFile(file));
    const isGone = known === 'damaged' || isEmptied;
    const first = isGone ? damaged(file) : openUnlessDamaged({ file, log, open: () => openOnce(file, device) });
    const isDamaged = !first.ok && first.error.type === 'database_corrupt';
    const renewed = isDamaged ? renew(file, device) : ok(null);
    if (!renewed.ok) return renewed;
    const engine = isDamaged ? openOnce(file, device) : first;
    if (!engine.ok) return engine;
    noteOwner(engine.value.load());
    if (marker.found === 'nothing' || isDamaged || known === 'sound') marker.noteSound();
    else unclean.push({ serverId, file });
    marker.put();
    open.set(serverId, { engine: engine.value, marker });
    return ok(null);
  }

  function openOnce(file: string, { serverId, deviceSeed, personId }: Device): Result<ClientEngine, OpenError> {
    const deviceKeys = createKeyPair(deviceSeed);
    const create = (db: WritableDb) =>
      readThrough(createClientEngine({ db, serverId, deviceKeys, personId, clock, random }));
    return openEngine(file, { migrations: clientMigrations, create, log });
  }

  function renew(file: string, device: Device): Result<null, OpenError> {
    const renewed = runSteps(renewalSteps({ ...device, file, clock, random }));
    if (!renewed.ok) return renewed;
    const { renewal, ...found } = renewed.value;
    log.error('A damaged database was put aside, and a new one begun with what could be read of it.', {
      serverId: device.serverId,
      file: renewal.file,
      lostCommands: renewal.lostCommands,
      ...found,
    });
    return ok(null);
  }

  function server(serverId: ServerId): ClientEngine {
    const opened = open.get(serverId);
    assert(opened !== undefined, 'a server is opened before it is used');
    return opened.engine;
  }

  function closeServer(serverId: ServerId): void {
    const opened = open.get(serverId);
    open.delete(serverId);
    opened?.engine.close();
    opened?.marker.remove();
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
    uncleanServers: () => unclean.splice(0),
    noteSound: (serverId: ServerId) => open.get(serverId)?.marker.noteSound(),
    noteDamage: (serverId: ServerId) => open.get(serverId)?.marker.noteDamage(),
    closeAll: () => {
      for (const serverId of open.keys()) closeServer(serverId);
    },
  };
}

/** What a client shows first is read before it is asked for, so that damage there is an error of opening. */
function readThrough(engine: ClientEngine): ClientEngine {
  for (const read of [engine.load, engine.rooms, engine.people, engine.outbox]) read();
  return engine;
}

/**
 * The log goes first, in case the process dies in between: a damaged database without it is still found damaged, while a new
 * one would take the old log for its own.
 */
function setFilesAside(file: string, now: number): Result<string, OpenError> {
  const aside = `${file}.damaged-${formatFileTime(now)}`;
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
