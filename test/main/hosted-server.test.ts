import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFixedNetworks } from '#main/fixed-networks.ts';
import { startHostedServer, type HostOptions } from '#main/hosted-server.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { lockFolder } from '#main/storage/lock-file.ts';
import { systemClock } from '#main/system-clock.ts';
import { limits } from '#shared/protocol/limits.ts';
import { silentLogger } from '#shared/logger.ts';
import { failTest } from '#test/support/fail-test.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { temporaryFolder } from './storage/temporary-folder.ts';

function setupHost(folder = temporaryFolder()) {
  const networks = { type: 'all' } as const;
  const hosts = ['127.0.0.1'];
  const quiet = { metricsPort: null, isJson: true, isAdvertised: false, isAnyFolder: false, ballastBytes: 0 };
  const config = { ...quiet, dataFolder: folder, name: nameOf('Office'), port: 0, door: null, hosts, networks, limits };
  const start = async (changes: Partial<HostOptions> = {}) => {
    const started = await startHostedServer({
      version: '0.0.0',
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      seal: null,
      firstDoor: 'open',
      discovery: null,
      networks: createFixedNetworks({ clock: systemClock, policy: networks, hosts }),
      config,
      onFailed: failTest,
      ...changes,
    });
    if (started.ok) onTestFinished(() => started.value.stop('closing'));
    return started;
  };
  return { folder, keyFile: join(folder, 'server.key'), start };
}

// Each starts up to three threads from the sources, which takes long where everything else does too.
describe("a server's key", { timeout: 60_000 }, () => {
  it('[T1] is made in a folder that no other start can have any more, and that is free again after it', async () => {
    const { folder, keyFile, start } = setupHost();
    const found: unknown[] = [];
    const bytes = (count: number) => {
      if (!existsSync(keyFile)) found.push(lockOf(folder));
      return systemRandom.bytes(count);
    };
    const started = await start({ random: { ...systemRandom, bytes } });
    if (!started.ok) throw new Error(started.error.type);
    expect(new Set(found)).toEqual(new Set(['folder_in_use']));
    await started.value.stop('closing');
    expect(lockOf(folder)).toBe('free');
  });

  it('[T1] stays where another start has the folder, and none is made beside it', async () => {
    const { folder, keyFile, start } = setupHost();
    const lock = lockFolder(folder);
    if (!lock.ok) throw new Error(lock.error.type);
    onTestFinished(lock.value.release);
    const before = readdirSync(folder);
    expect(await start()).toMatchObject({ ok: false, error: { type: 'folder_in_use' } });
    expect(readdirSync(folder)).toEqual(before);
    writeFileSync(keyFile, `hallway-seed-1 ${'A'.repeat(43)}\n`, { mode: 0o600 });
    expect(await start()).toMatchObject({ ok: false, error: { type: 'folder_in_use' } });
    expect(existsSync(keyFile)).toBe(true);
  });

  it('[T1] that was there stays whatever is wrong with the log; one that was made for nothing goes', async () => {
    const { folder, keyFile, start } = setupHost();
    writeFileSync(join(folder, 'server.db'), 'no database at all'.repeat(400));
    expect(await start()).toMatchObject({ ok: false, error: { type: 'database_corrupt' } });
    expect(existsSync(keyFile)).toBe(false);
    const key = `hallway-seed-1 ${'A'.repeat(43)}\n`;
    writeFileSync(keyFile, key, { mode: 0o600 });
    expect(await start()).toMatchObject({ ok: false, error: { type: 'database_corrupt' } });
    expect(readFileSync(keyFile, 'utf8')).toBe(key);
    expect(lockOf(folder)).toBe('free');
  });

  it('[T1] stays beside a log that was begun with it, also where that start came to nothing', async () => {
    const { folder, keyFile, start } = setupHost();
    // In the way of what SQLite makes beside a new database.
    const inTheWay = join(folder, 'server.db-shm');
    mkdirSync(inTheWay);
    expect(await start()).toMatchObject({ ok: false });
    expect([existsSync(join(folder, 'server.db')), existsSync(keyFile)]).toEqual([true, true]);
    rmdirSync(inTheWay);
    expect(await start()).toMatchObject({ ok: true });
  });
});

const obstacle = smallDiskObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

describe.skipIf(obstacle !== null)(`a first start on a disk with hardly any room${why}`, { timeout: 60_000 }, () => {
  it.each([0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.85])(
    '[T1] of %s MiB leaves nothing that keeps the next one from starting once there is room',
    async (megabytes) => {
      const disk = makeSmallDisk(megabytes);
      onTestFinished(disk.remove);
      const { start } = setupHost(join(disk.folder, 'data'));
      const first = await start();
      if (first.ok) await first.value.stop('closing');
      expect(first.ok ? 'disk_full' : first.error.type).toBe('disk_full');
      disk.grow(16);
      expect(await start()).toMatchObject({ ok: true });
    },
  );
});

function lockOf(folder: string): string {
  const lock = lockFolder(folder);
  if (!lock.ok) return lock.error.type;
  lock.value.release();
  return 'free';
}
