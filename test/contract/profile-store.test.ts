import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import type { ClientStorage } from '#main/storage/client-storage.ts';
import { createDirectProfileStore, createMemoryProfileDatabase } from '#main/storage/client/direct-client-store.ts';
import { openWorkerClientStorage } from '#main/storage/client/worker-client-store.ts';
import { failTest } from '#test/support/fail-test.ts';
import { profileStoreContract } from './profile-store.contract.ts';

profileStoreContract('in this thread', () => {
  const db = createMemoryProfileDatabase();
  return Promise.resolve({ open: () => Promise.resolve(createDirectProfileStore(db)) });
});

const folders: string[] = [];
let storage: ClientStorage | null = null;

afterEach(async () => {
  await storage?.close();
  storage = null;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

profileStoreContract('in a worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-profile-'));
  folders.push(folder);
  const open = async () => {
    await storage?.close();
    const opened = await openWorkerClientStorage({ folder, log: silentLogger, onFailed: failTest });
    if (!opened.ok) throw new Error(opened.error.type);
    storage = opened.value;
    return opened.value.profile;
  };
  return Promise.resolve({ open });
});
