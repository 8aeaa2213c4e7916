import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { makeBackup, type BackupOutcome } from '#main/storage/backups/make-backup.ts';
import { createDirectEventLog } from '#main/storage/server/direct-event-log.ts';
import {
  openServerDatabase,
  type ServerDatabase,
  type ServerDatabaseOptions,
} from '#main/storage/server/server-database.ts';
import { silentLogger, type Logger } from '#shared/logger.ts';
import { TestDevice } from '#test/contract/event-log-device.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { readRows } from '#test/support/read-rows.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const usualSeed = new Uint8Array(32).fill(207);
let lastDevice = 0;

/** A server's data folder with a real database in it, opened and closed as a test wants. */
export function setupStoredServer(folder = temporaryFolder(), seed: Uint8Array = usualSeed) {
  const clock = createFakeClock();
  const identity = createServerIdentity(seed);
  const lines: string[] = [];
  let heard: (line: string) => void = () => undefined;
  const hear = (line: string) => {
    lines.push(line);
    heard(line);
  };
  const log: Logger = { ...silentLogger, error: hear, warn: hear, debug: (line) => heard(line) };
  /** A disk that gives bytes again once it is found out that it did not: right before a database is read through. */
  const giveAgain = (path: string, bytes: Uint8Array) => {
    heard = (line) => {
      if (line.endsWith('It is read through.')) writeFileSync(path, bytes);
    };
  };
  const options = { folder, seed, name: nameOf('Office'), clock, random: systemRandom, log };
  const tryOpen = (changes: Partial<ServerDatabaseOptions> = {}) => openServerDatabase({ ...options, ...changes });

  function open(): ServerDatabase {
    const opened = tryOpen();
    if (!opened.ok) throw new Error(opened.error.type);
    let isOpen = true;
    const close = () => {
      if (isOpen) opened.value.close();
      isOpen = false;
    };
    onTestFinished(close);
    return { ...opened.value, close };
  }

  /** Lets people in, one event each. */
  async function admit(database: ServerDatabase, ...names: readonly string[]): Promise<void> {
    for (const displayName of names) {
      lastDevice += 1;
      const device = new TestDevice(createDirectEventLog(database), identity.serverId, lastDevice);
      await device.act('person.admit', { displayName });
    }
  }

  /** A server that had these people in and was closed. */
  async function leave(...names: readonly string[]): Promise<void> {
    const database = open();
    await admit(database, ...names);
    database.close();
  }

  const request = (isByHand = false) => ({
    folder,
    serverId: identity.serverId,
    now: clock.now(),
    random: systemRandom,
    isByHand,
  });

  function backUp({ isByHand = false } = {}): BackupOutcome {
    const made = makeBackup(request(isByHand));
    if (!made.ok) throw new Error(made.error.type);
    return made.value;
  }

  const file = join(folder, 'server.db');
  const restoring = { folder, identity, reason: 'before-restore' as const, clock, random: systemRandom, log };
  return {
    folder,
    file,
    seed,
    identity,
    clock,
    lines,
    giveAgain,
    tryOpen,
    open,
    admit,
    leave,
    request,
    backUp,
    restoring,
  };
}

/** The people in a database that nobody has open, but for the server itself. */
export function peopleIn(file: string): unknown[] {
  return readRows(file, "SELECT displayName FROM people WHERE role != 'server' ORDER BY personRef").map(
    ({ displayName }) => displayName,
  );
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder).toSorted();
}
