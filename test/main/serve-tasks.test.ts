import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openControlChannel } from '#main/control-channel.ts';
import { openKeyFile } from '#main/identity/key-file.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { restoreBackup } from '#main/storage/backups/restore-backup.ts';
import { runServeTask } from '#main/serve-tasks.ts';
import type { ServeTask } from '#main/serve-command.ts';
import type { RpcHandlers } from '#shared/ipc/rpc.ts';
import type { ClaimAnswer, ControlContract, GoOnAnswer, ReopenAnswer } from '#shared/ipc/server-control.ts';
import { silentLogger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { personIdOf } from '#test/main/terminal/builders.ts';
import { buildAct } from '#test/support/moderation.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { setupStoredServer } from './storage/backups/stored-server.ts';
import { temporaryFolder } from './storage/temporary-folder.ts';

const forever = () => new Promise<never>(() => undefined);

/** A data folder where a server seems to run, which answers so. */
async function setupServer(handlers: Partial<RpcHandlers<ControlContract>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-tasks-'));
  const clock = createFakeClock();
  let asked: () => void = () => undefined;
  const whenAsked = new Promise<void>((resolve) => (asked = resolve));
  const channel = await openControlChannel({
    folder,
    log: silentLogger,
    handlers: {
      'server.status': () => {
        asked();
        return forever();
      },
      'server.backup': forever,
      'server.goOn': forever,
      'server.reopen': forever,
      'server.claim': forever,
      'server.audit': forever,
      ...handlers,
    },
  });
  onTestFinished(() => {
    channel.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (task: ServeTask) =>
    runServeTask(task, { dataFolder: folder, clock, random: systemRandom, log: silentLogger });
  return { folder, clock, run, channel, whenAsked };
}

describe.skipIf(process.platform === 'win32')('a task of serve that a running server does', () => {
  it('is a backup by that server, where no file is named', async () => {
    const { run } = await setupServer({ 'server.backup': () => Promise.resolve(ok({ type: 'made', file: '/b.db' })) });
    expect(await run({ type: 'backup', file: null })).toEqual(
      ok({
        text: 'Backed up to /b.db. Keep server.key as well: no backup holds it.',
        json: { type: 'backup.made', file: '/b.db' },
      }),
    );
  });

  it('tells why the server could not make one', async () => {
    const failed = err({ type: 'backup_failed', reason: 'disk_full' } as const);
    const { run } = await setupServer({ 'server.backup': () => Promise.resolve(failed) });
    expect(await run({ type: 'backup', file: null })).toEqual(
      err('The server could not make a backup (disk_full). Its log has the details.'),
    );
  });

  it.each<[GoOnAnswer, string]>([
    [{ type: 'went_on', isGateOpened: true, openedRooms: 0 }, 'Everybody is let in again.'],
    [{ type: 'went_on', isGateOpened: false, openedRooms: 1 }, '1 private room is open again.'],
    [
      { type: 'went_on', isGateOpened: true, openedRooms: 2 },
      'Everybody is let in again. 2 private rooms are open again.',
    ],
    [
      { type: 'went_on', isGateOpened: false, openedRooms: 0 },
      'Invites that were made before the loss let people in again.',
    ],
    [{ type: 'nothing_to_do' }, 'Nobody waits: there is nothing to do.'],
  ])('[H3] lets people in again, and says whom: %j', async (answer, text) => {
    const { run } = await setupServer({ 'server.goOn': () => Promise.resolve(ok(answer)) });
    expect(await run({ type: 'goOn' })).toEqual(ok({ text, json: answer }));
  });

  it.each<[ReopenAnswer, Result<string, string>]>([
    [{ type: 'reopened', devices: 1 }, ok('The device is let in again.')],
    [
      { type: 'not_reopened', devices: 0 },
      err('No device is shut out whose key begins with MHs7. serve status shows them.'),
    ],
    [
      { type: 'not_reopened', devices: 2 },
      err('The keys of 2 devices that are shut out begin with MHs7. Name more of the one that is meant.'),
    ],
  ])('[P11] lets a device in again, or says why not: %j', async (answer, text) => {
    const asked: string[] = [];
    const { run } = await setupServer({
      'server.reopen': ({ device }) => {
        asked.push(device);
        return Promise.resolve(ok(answer));
      },
    });
    const done = await run({ type: 'reopen', device: 'MHs7' });
    expect([done.ok ? ok(done.value.text) : done, asked]).toEqual([text, ['MHs7']]);
  });

  it.each<[ClaimAnswer, Result<string, string>]>([
    [
      { type: 'claimable', link: 'hallway://join?s=a', expiresAt: 1 },
      ok(
        'Nobody owns this server yet. Whoever opens this link first does; it works once, within a day:\nhallway://join?s=a',
      ),
    ],
    [
      { type: 'owned' },
      ok('This server has an owner already. Owners make others owners, in their window or with /role.'),
    ],
    [
      { type: 'not_now' },
      err('The server can keep nothing new just now. serve status tells why; then serve claim makes the link.'),
    ],
  ])('[T6] makes a link for the first owner, or says why not: %j', async (answer, text) => {
    const { run } = await setupServer({ 'server.claim': () => Promise.resolve(ok(answer)) });
    const done = await run({ type: 'claim' });
    expect(done).toEqual(text.ok ? ok({ text: text.value, json: answer }) : text);
  });

  it('[T17] writes out the whole audit, page by page, with names', async () => {
    const olga = personIdOf('o');
    const entry = (seq: number) => ({ ...buildAct({ personId: olga }), seq });
    const { run } = await setupServer({
      'server.audit': ({ before }) => {
        const people = [{ personId: olga, displayName: 'Olga' }];
        const entries = [entry(before === undefined ? 9 : 3)];
        return Promise.resolve(ok({ entries, next: before === undefined ? 9 : null, people, rooms: [] }));
      },
    });
    const done = await run({ type: 'audit', format: 'csv' });
    const lines = done.ok ? done.value.text.split('\r\n') : [];
    expect(lines).toHaveLength(3);
    expect(lines.slice(1).map((line) => line.includes(',Olga,'))).toEqual([true, true]);
    const json = await run({ type: 'audit', format: 'json' });
    expect(json.ok && json.value.text.split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([
      9, 3,
    ]);
  });

  it('ends after ten seconds without an answer, and says so', async () => {
    const { folder, run, clock, whenAsked } = await setupServer();
    const answer = run({ type: 'status' });
    await whenAsked;
    clock.advance(10_000);
    expect(await answer).toEqual(err(`The server of ${folder} does not answer. Its log may say why.`));
  });

  it('says that the server went away while it was asked', async () => {
    const { run, channel, whenAsked } = await setupServer();
    const answer = run({ type: 'status' });
    await whenAsked;
    channel.close();
    expect(await answer).toEqual(err('The server did not answer (port_closed). Its log has the details.'));
  });
});

describe('serve restore latest', () => {
  it('names a backup of an earlier epoch that holds more than what it put in place', async () => {
    const folder = temporaryFolder();
    const key = openKeyFile(join(folder, 'server.key'), { random: systemRandom, seal: null });
    if (!key.ok) throw new Error(key.error.type);
    const { clock, leave, open, backUp, restoring } = setupStoredServer(folder, key.value.seed);
    await leave('Ann');
    const { file: first } = backUp();
    clock.advance(3_600_000);
    await leave('Ben');
    const { file: fuller } = backUp();
    restoreBackup(restoring, first);
    open().close();
    clock.advance(3_600_000);
    const { file: later } = backUp();
    const options = { dataFolder: folder, clock, random: systemRandom, log: silentLogger };
    const restored = await runServeTask({ type: 'restore', from: 'latest', replacesNewer: false }, options);
    expect(restored).toMatchObject({ ok: true, value: { json: { type: 'restored', from: later, fuller } } });
    expect(restored.ok && restored.value.text).toContain(`${fuller} is of an earlier epoch and holds more`);
  });
});
