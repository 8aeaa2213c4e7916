import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { createDirectEventLog } from '#main/storage/server/direct-event-log.ts';
import { createServerEngine } from '#main/storage/server/server-engine.ts';
import { createEventLogCaller } from '#main/storage/server/event-log-caller.ts';
import { startStorageWorker, type StorageWorker } from '#main/storage/storage-worker.ts';
import { present } from '#shared/assert.ts';
import { silentLogger } from '#shared/logger.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { DiskWorkerVerbs } from './event-log-disk-worker.ts';

const name = nameOf('Office');
const databases = new Map<string, WritableDb>();

function databaseOf(serverId: string): WritableDb {
  const db = databases.get(serverId) ?? openMemoryDatabase(serverMigrations);
  databases.set(serverId, db);
  return db;
}

eventLogContract('in this thread', {
  open: (seed, limits) => {
    const identity = createServerIdentity(seed);
    const db = databaseOf(identity.serverId);
    const options = { db, identity, name, limits, clock: createFakeClock(), random: systemRandom, log: silentLogger };
    return Promise.resolve(createDirectEventLog(createServerEngine(options)));
  },
  backUp: (seed) => {
    const { serverId } = createServerIdentity(seed);
    const copied = copyDatabase(databaseOf(serverId), openMemoryDatabase(serverMigrations));
    return Promise.resolve(() => {
      databases.set(serverId, copyDatabase(copied, openMemoryDatabase(serverMigrations)));
      return Promise.resolve();
    });
  },
});

const folder = mkdtempSync(join(tmpdir(), 'hallway-event-log-'));
let worker: StorageWorker<DiskWorkerVerbs> | null = null;

beforeAll(async () => {
  const url = new URL('./event-log-disk-worker.ts', import.meta.url);
  const started = await startStorageWorker<DiskWorkerVerbs, never>({ url, data: { folder }, log: silentLogger });
  worker = started.ok ? started.value : null;
});

afterAll(async () => {
  await worker?.call('close');
  await worker?.ended;
  rmSync(folder, { recursive: true, force: true });
});

eventLogContract('in a worker, on disk', {
  open: async (seed, limits) => {
    const { call } = present(worker, 'the storage worker has started');
    const key = await call('open', seed, limits);
    return createEventLogCaller((verb, ...args) => call('run', key, verb, args) as never);
  },
  backUp: async (seed) => {
    const { call } = present(worker, 'the storage worker has started');
    const copy = await call('backUp', seed);
    return async () => {
      await call('restore', seed, copy);
    };
  },
});
