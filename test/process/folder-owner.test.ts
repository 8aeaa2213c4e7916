import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEntry, type SpawnProcess } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';

const obstacle =
  process.platform !== 'linux' || process.getuid?.() !== 0 ? 'running as several users needs root on Linux' : null;
if (obstacle !== null) process.stderr.write(`Skipped: a data folder of another user (${obstacle}).\n`);

/** Users that no process of this machine has: `keeper` owns the folder, `stranger` does not. */
const [keeper, stranger] = [54_321, 54_322];

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

const as =
  (uid: number): SpawnProcess =>
  (command, args, options) =>
    spawn(command, args, { ...options, uid, gid: uid });

/** A server of `keeper` in a folder of theirs, as a service has it; it is not running. */
async function setupService() {
  const place = openOffice({ spawnServer: as(keeper) });
  office = place;
  const folder = place.serverFolder;
  chmodSync(place.folder, 0o755);
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, keeper, keeper);
  const server = await place.openServer();
  expect((await serve(keeper, 'backup', '--data', folder)).code).toBe(0);
  await server.stop('SIGTERM');
  return { place, folder };
}

async function serve(uid: number, ...args: readonly string[]) {
  const { code, stdout, stderr } = await startEntry('serve', args, as(uid)).exited;
  return { code, stdout, stderr: stderr.trim() };
}

/** What somebody else than its owner has left in the folder. */
const foreign = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
    return lstatSync(join(folder, file)).uid !== keeper;
  });

const kept = (folder: string) =>
  `${folder} is kept by the user #${keeper}, who could not use what others write there. Nothing was changed; run the same command as that user, with sudo -u '#${keeper}' before it.`;

describe.skipIf(obstacle !== null)('a server’s data folder that is another user’s', () => {
  it('is restored by its owner alone, and starts after that; root is told whose it is, and leaves nothing there', async () => {
    const { place, folder } = await setupService();
    for (const args of [['restore', 'latest'], ['backup'], []])
      expect(await serve(0, ...args, '--data', folder)).toEqual({ code: 2, stdout: '', stderr: kept(folder) });
    expect(await serve(0, '--data', folder, '--name', 'Mine')).toMatchObject({ code: 2, stderr: kept(folder) });
    expect(foreign(folder)).toEqual([]);
    const restored = await serve(keeper, 'restore', 'latest', '--data', folder);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    await place.openServer();
    expect(foreign(folder)).toEqual([]);
  });

  it('is backed up by root into a file of root’s, and by the server that runs there for root too', async () => {
    const { place, folder } = await setupService();
    const file = join(place.folder, 'mine.db');
    expect((await serve(0, 'backup', file, '--data', folder)).code).toBe(0);
    expect([lstatSync(file).uid, foreign(folder)]).toEqual([0, []]);
    await place.openServer();
    expect((await serve(0, 'backup', '--data', folder)).code).toBe(0);
    expect((await serve(0, 'status', '--data', folder)).code).toBe(0);
    expect(foreign(folder)).toEqual([]);
  });

  it('is said to be another’s to whoever may not read it, whatever they want there', async () => {
    const { place, folder } = await setupService();
    const file = join(place.folder, 'mine.db');
    for (const args of [['restore', 'latest'], ['backup'], ['backup', file], [], ['--name', 'Mine']])
      expect(await serve(stranger, ...args, '--data', folder)).toEqual({ code: 2, stdout: '', stderr: kept(folder) });
    chmodSync(place.folder, 0o700);
    for (const args of [['backup'], []])
      expect(await serve(stranger, ...args, '--data', folder)).toMatchObject({
        code: 2,
        stderr: `${folder} may not be read by this user. Run the same command as the user whom its server runs as, with sudo -u before it.`,
      });
  });

  it('says which file root has left there, and how to give it back, where the server cannot start for that', async () => {
    const { place, folder } = await setupService();
    const file = join(folder, 'server.db');
    chownSync(file, 0, 0);
    expect(await serve(keeper, '--data', folder)).toMatchObject({
      code: 2,
      stderr: `${file} belongs to the user root, and this user may not use it. Where the server is to run as this user, have root run: chown -R ${keeper} ${folder}`,
    });
    execFileSync('chown', ['-R', String(keeper), folder]);
    await place.openServer();
  });

  it('may be anybody’s where no server was yet, and others are let write there', async () => {
    const place = openOffice({ spawnServer: as(stranger) });
    office = place;
    chmodSync(place.folder, 0o755);
    mkdirSync(place.serverFolder);
    chownSync(place.serverFolder, keeper, stranger);
    chmodSync(place.serverFolder, 0o770);
    const server = await place.openServer();
    await server.stop('SIGTERM');
    // From then on it is of whoever has the key.
    expect((await serve(stranger, 'backup', '--data', place.serverFolder)).code).toBe(0);
    expect((await serve(0, 'backup', '--data', place.serverFolder)).stderr).toContain(`the user #${stranger}`);
  });
});
