import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { present } from '#shared/assert.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import type { ClientStorage } from '#main/storage/client-storage.ts';
import type { ClientStore } from '#main/storage/client-store.ts';
import { createDirectClientStore, createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { openWorkerClientStorage } from '#main/storage/client/worker-client-store.ts';
import type { WritableDb } from '#main/storage/readable-db.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { failTest } from '#test/support/fail-test.ts';
import { clientStoreContract } from './client-store.contract.ts';

const databases = new Map<ServerId, WritableDb>();

clientStoreContract('in this thread', {
  open: (serverId, deviceSeed) => {
    const db = databases.get(serverId) ?? createMemoryClientDatabase();
    databases.set(serverId, db);
    const deviceKeys = createKeyPair(deviceSeed);
    return Promise.resolve(
      createDirectClientStore({ db, serverId, deviceKeys, clock: createFakeClock(), random: systemRandom }),
    );
  },
});

let storage: ClientStorage | null = null;
let folder = '';
const stores = new Map<ServerId, ClientStore>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-client-store-'));
  const opened = await openWorkerClientStorage({ folder, log: silentLogger, onFailed: failTest });
  storage = opened.ok ? opened.value : null;
});

afterAll(async () => {
  await storage?.close();
  rmSync(folder, { recursive: true, force: true });
});

clientStoreContract('in a worker', {
  open: async (serverId, deviceSeed) => {
    await stores.get(serverId)?.close();
    const opened = await present(storage, 'the storage worker has started').openServer(serverId, deviceSeed);
    if (!opened.ok) throw new Error(opened.error.type);
    stores.set(serverId, opened.value);
    return opened.value;
  },
});
