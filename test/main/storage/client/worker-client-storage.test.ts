import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EpochId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import type { ClientStorage } from '#main/storage/client-storage.ts';
import { openWorkerClientStorage } from '#main/storage/client/worker-client-store.ts';
import { connect } from '#main/storage/database.ts';
import { damageTable } from '#test/support/damage.ts';
import { failTest } from '#test/support/fail-test.ts';
import { SampleServer, seedOf } from './sample-server.ts';

const folders: string[] = [];
const opened: ClientStorage[] = [];

afterEach(async () => {
  await Promise.allSettled(opened.splice(0).map((storage) => storage.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-client-'));
  folders.push(folder);
  return folder;
}

async function open(folder: string): Promise<ClientStorage> {
  const storage = await openWorkerClientStorage({ folder, log: silentLogger, onFailed: failTest });
  if (!storage.ok) throw new Error(storage.error.type);
  opened.push(storage.value);
  return storage.value;
}

async function failure(folder: string): Promise<unknown> {
  const storage = await openWorkerClientStorage({ folder, log: silentLogger, onFailed: failTest });
  if (storage.ok) opened.push(storage.value);
  return storage.ok ? null : storage.error;
}

const { serverId } = new SampleServer(1);
const seed = seedOf(2);
/** A storage with one server open, where one command waits. */
async function openWithAdmission(folder: string) {
  const storage = await open(folder);
  const opened = await storage.openServer(serverId, seed);
  if (!opened.ok) throw new Error(opened.error.type);
  await opened.value.queueCommand(admission);
  return { storage, store: opened.value, file: join(folder, 'servers', `${serverId}.db`) };
}

const admission = { kind: 'person.admit', body: { displayName: 'me' } } as const;

describe("a client's storage", () => {
  it('keeps a database a server, and the profile beside them', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    const other = new SampleServer(5).serverId;
    for (const id of [serverId, other]) {
      const store = await storage.openServer(id, seed);
      if (store.ok) await store.value.queueCommand(admission);
    }
    await storage.profile.putServer({
      serverId,
      name: 'A',
      displayName: 'me',
      isJoined: true,
      isVerified: true,
      token: null,
      addresses: ['a:1'],
    });
    await storage.close();
    const again = await open(folder);
    const store = await again.openServer(serverId, seed);
    expect(store.ok && (await store.value.outbox())).toEqual({ waiting: 1, failed: 0 });
    expect(await again.profile.servers()).toMatchObject([{ serverId, addresses: ['a:1'] }]);
    expect(
      readdirSync(join(folder, 'servers'))
        .filter((name) => name.endsWith('.db'))
        .toSorted(),
    ).toEqual([`${serverId}.db`, `${other}.db`].toSorted());
  });

  it('forgets a server with every file of it, open or not', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    const store = await storage.openServer(serverId, seed);
    expect(store.ok && (await store.value.load())).toMatchObject({ serverId });
    writeFileSync(join(folder, 'servers', `${serverId}.db.v1.backup`), '');
    await storage.forgetServer(serverId);
    await storage.forgetServer(serverId);
    expect(readdirSync(join(folder, 'servers'))).toEqual([]);
    const again = await storage.openServer(serverId, seed);
    expect(again.ok && (await again.value.outbox())).toEqual({ waiting: 0, failed: 0 });
  });

  it('is opened by one process at a time, and free again after it', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    expect(await failure(folder)).toEqual({ type: 'folder_in_use', folder, pid: process.pid });
    await storage.close();
    expect(await failure(folder)).toBeNull();
  });

  it('says so when a newer version wrote a database, and leaves it and the others alone', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    await storage.openServer(serverId, seed);
    await storage.close();
    const file = join(folder, 'servers', `${serverId}.db`);
    const db = connect(file);
    db.runScript('PRAGMA user_version = 99');
    db.close();
    const again = await open(folder);
    expect(await again.openServer(serverId, seed)).toMatchObject({
      ok: false,
      error: { type: 'database_newer', file, found: 99 },
    });
    expect(await again.openServer(new SampleServer(5).serverId, seed)).toMatchObject({ ok: true });
  });

  it('puts a damaged database aside with its log, deletes nothing of it, and begins anew under the same key', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    const before = await storage.openServer(serverId, seed);
    const other = await storage.openServer(new SampleServer(5).serverId, seed);
    for (const store of [before, other]) if (store.ok) await store.value.queueCommand(admission);
    await storage.close();
    const file = join(folder, 'servers', `${serverId}.db`);
    const damaged = 'this is no database, but long enough to be one'.repeat(100);
    writeFileSync(file, damaged);
    writeFileSync(`${file}-wal`, 'a log');
    const again = await open(folder);
    const fresh = await again.openServer(serverId, seed);
    const [aside = ''] = readdirSync(join(folder, 'servers')).filter((name) => /\.damaged-\d{8}T\d{9}Z$/u.test(name));
    const lying = join(folder, 'servers', aside);
    expect([lying, `${lying}-wal`].map((name) => readFileSync(name, 'utf8'))).toEqual([damaged, 'a log']);
    expect(fresh.ok && (await fresh.value.outbox())).toEqual({ waiting: 0, failed: 0 });
    const { personId } = new SampleServer(1).person(2);
    expect(fresh.ok && (await fresh.value.load())).toMatchObject({ serverId, personId });
    const kept = await again.openServer(new SampleServer(5).serverId, seed);
    expect(kept.ok && (await kept.value.outbox())).toEqual({ waiting: 1, failed: 0 });
    await again.forgetServer(serverId);
    expect(readdirSync(join(folder, 'servers')).filter((name) => name.startsWith(serverId))).toEqual([]);
  });

  it('puts aside what is open, too', async () => {
    const folder = makeFolder();
    const storage = await open(folder);
    await storage.openServer(serverId, seed);
    expect(await storage.setServerAside(serverId)).toMatchObject({ ok: true });
    expect(await storage.openServer(serverId, seed)).toMatchObject({ ok: true });
  });

  it("says so when the folder is somebody else's or is none", async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await failure(join(folder, 'file'))).toMatchObject({ folder: join(folder, 'file') });
    expect(await failure(folder)).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)('says so when nothing can be written there', async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o500);
    expect(await failure(folder)).toEqual({ type: 'folder_read_only', folder });
  });

  it('rejects what is asked of it after it was closed', async () => {
    const storage = await open(makeFolder());
    const store = await storage.openServer(serverId, seed);
    await storage.close();
    await expect(storage.profile.servers()).rejects.toThrow('The storage worker has stopped');
    const late = store.ok ? store.value.load() : null;
    await expect(late).rejects.toThrow('The storage worker has stopped');
  });
});

describe('damage inside a database', () => {
  it.each(['meta', 'rooms', 'people'])(
    '[I7] of a server (%s) costs nothing of what waits to be sent',
    async (table) => {
      const folder = makeFolder();
      const first = await open(folder);
      const opened = await first.openServer(serverId, seed);
      if (opened.ok) await opened.value.queueCommand(admission);
      await first.close();
      damageTable(join(folder, 'servers', `${serverId}.db`), table);
      const storage = await open(folder);
      const again = await storage.openServer(serverId, seed);
      expect(again.ok && (await again.value.outbox())).toEqual({ waiting: 1, failed: 0 });
    },
  );

  it('[I7] that a verb meets is told once, and at the next opening a new database has what waits', async () => {
    const folder = makeFolder();
    const { storage, store, file } = await openWithAdmission(folder);
    const found: string[] = [];
    storage.onDamaged((damaged) => found.push(damaged));
    damageTable(file, 'setAside');
    const from = { type: 'aside', epochId: 'none' as EpochId } as const;
    for (let time = 0; time < 2; time += 1)
      await expect(store.pieces({ from, afterPlace: 0, max: 9 })).rejects.toThrow('malformed');
    expect(found).toEqual([serverId]);
    await store.close();
    await expect(store.load()).rejects.toThrow('The database is closed');
    const again = await storage.openServer(serverId, seed);
    if (!again.ok) throw new Error(again.error.type);
    expect(await again.value.pieces({ from, afterPlace: 0, max: 9 })).toEqual([]);
    expect(await again.value.outbox()).toEqual({ waiting: 1, failed: 0 });
    expect((await again.value.load()).renewal).toMatchObject({ lostCommands: 0 });
    await again.value.renewalTold();
    expect((await again.value.load()).renewal).toBeNull();
    expect((await again.value.diagnostics()).renewals).toMatchObject([
      { lostCommands: 0, file: expect.stringContaining('.damaged-') as unknown, at: expect.any(Number) as unknown },
    ]);
  });

  it('[I7] that nothing has met is found by a check after an unclean stop, and by none after a clean one', async () => {
    const folder = makeFolder();
    const first = await openWithAdmission(folder);
    await first.storage.close();
    damageTable(first.file, 'setAside');
    const clean = await open(folder);
    await clean.openServer(serverId, seed);
    expect(await clean.checkUnclean()).toEqual([]);
    await clean.close();
    // As whoever dies leaves it.
    writeFileSync(`${first.file}.open`, 'open\n');
    const unclean = await open(folder);
    const before = await unclean.openServer(serverId, seed);
    expect(await unclean.checkUnclean()).toEqual([serverId]);
    expect(await unclean.checkUnclean()).toEqual([]);
    if (before.ok) await before.value.close();
    const after = await unclean.openServer(serverId, seed);
    expect(after.ok && (await after.value.load())).toMatchObject({ renewal: { lostCommands: 0 } });
    expect(after.ok && (await after.value.outbox())).toEqual({ waiting: 1, failed: 0 });
  });

  it('[I7] is found though every stop since the unclean one was clean, and came before the check or during it', async () => {
    const folder = makeFolder();
    const first = await openWithAdmission(folder);
    await first.storage.close();
    damageTable(first.file, 'setAside');
    writeFileSync(`${first.file}.open`, 'open\n');
    const early = await open(folder);
    await early.openServer(serverId, seed);
    await early.close();
    const during = await open(folder);
    const opened = await during.openServer(serverId, seed);
    const checking = during.checkUnclean();
    if (opened.ok) await opened.value.close();
    await during.close();
    await checking;
    const late = await open(folder);
    await late.openServer(serverId, seed);
    expect(await late.checkUnclean()).toEqual([serverId]);
  });

  it('is looked for once after an unclean stop where there is none', async () => {
    const folder = makeFolder();
    const first = await openWithAdmission(folder);
    await first.storage.close();
    const marker = `${first.file}.open`;
    writeFileSync(marker, 'open\n');
    const checked = await open(folder);
    await checked.openServer(serverId, seed);
    expect(await checked.checkUnclean()).toEqual([]);
    expect(existsSync(marker)).toBe(true);
    await checked.close();
    expect(existsSync(marker)).toBe(false);
  });
});
