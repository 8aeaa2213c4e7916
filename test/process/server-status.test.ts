import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import { isDelivery } from '#test/support/chat-script.ts';
import { damageTable } from '#test/support/damage.ts';
import { startEntry } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

function setupOffice(): Office {
  office = openOffice();
  return office;
}

async function statusOf(folder: string): Promise<ServerStatus> {
  const { code, stdout, stderr } = await startEntry('serve', ['status', '--data', folder, '--json']).exited;
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ServerStatus;
}

const checked = (folder: string) =>
  vi.waitFor(
    async () => {
      const status = await statusOf(folder);
      expect(status.lastStop.check.type).not.toBe('running');
      return status;
    },
    { timeout: 60_000, interval: 200 },
  );

describe('serve status', () => {
  it('tells of a running server who is there, how far the log is, and its backups', async () => {
    const place = setupOffice();
    const { serverId, port } = await place.openServer();
    const mara = place.openChat('Mara');
    await mara.ask('wait', { for: 'room', room: 'general' });
    const said = await mara.ask('message.send', { room: 'general', text: 'one' });
    await mara.until(isDelivery('sent', said['command']));
    await startEntry('serve', ['backup', '--data', place.serverFolder]).exited;
    // A device says how it is once a second.
    const told = async () => (await statusOf(place.serverFolder)).devices[0]?.starts;
    await expect.poll(told, { timeout: 20_000 }).toBe(1);
    const status = await statusOf(place.serverFolder);
    expect(status).toMatchObject({
      serverId,
      name: 'Nordlicht',
      addresses: [`127.0.0.1:${port}`],
      people: 1,
      rooms: 1,
      connections: 1,
      lastStop: { wasUnclean: false, isFirstStart: true, restored: null, check: { type: 'not_needed' } },
      backups: { count: 1, made: 1, failures: 0 },
      healing: { epoch: 1 },
      devices: [{ displayName: 'Mara', isHere: true, outboxes: 1, starts: 1, holes: { found: 0, mended: 0 } }],
    });
    const { commits, commitsLately } = status.log;
    expect(commitsLately?.count).toBe(commits);
    expect(commitsLately?.worstMs).toBeGreaterThanOrEqual(commitsLately?.meanMs ?? Infinity);
    const { stdout } = await startEntry('serve', ['status', '--data', place.serverFolder]).exited;
    expect(stdout).toContain('Server     Nordlicht, Hallway ');
    const { stdout: went } = await startEntry('serve', ['go-on', '--data', place.serverFolder]).exited;
    expect(went).toBe('Nobody waits: there is nothing to do.\n');
  });

  it('says in one sentence that no server runs, also after one was killed', async () => {
    const place = setupOffice();
    const server = await place.openServer();
    await server.stop('SIGKILL');
    const { code, stdout, stderr } = await startEntry('serve', ['status', '--data', place.serverFolder]).exited;
    const sentence = `No server runs with ${place.serverFolder}. Start it, or name the data folder of one that runs.\n`;
    expect([code, stdout, stderr]).toEqual([2, '', sentence]);
    await place.openServer();
    expect((await statusOf(place.serverFolder)).name).toBe('Nordlicht');
  });
});

describe('a server after an unclean stop', () => {
  it('takes what is said at once, checks its database beside that, and says that it is sound', async () => {
    const place = setupOffice();
    const first = await place.openServer();
    await first.stop('SIGKILL');
    const second = await place.openServer();
    const mara = place.openChat('Mara');
    const said = await mara.ask('message.send', { room: 'general', text: 'one' });
    await mara.until(isDelivery('sent', said['command']));
    expect((await checked(place.serverFolder)).lastStop).toMatchObject({ wasUnclean: true, check: { type: 'sound' } });
    await second.stop('SIGTERM');
    await place.openServer();
    expect((await statusOf(place.serverFolder)).lastStop).toMatchObject({ wasUnclean: false });
  });

  it('[D3, I1, I7] whose database the check finds damaged takes nothing more and says so, and a restart brings the backup', async () => {
    const place = setupOffice();
    const { serverFolder } = place;
    const first = await place.openServer();
    const mara = place.openChat('Mara');
    const one = await mara.ask('message.send', { room: 'general', text: 'one' });
    await mara.until(isDelivery('sent', one['command']));
    await startEntry('serve', ['backup', '--data', serverFolder]).exited;
    await mara.finish();
    await first.stop('SIGKILL');
    // What no start reads.
    damageTable(join(serverFolder, 'server.db'), 'reservedNames');
    for (const end of ['-wal', '-shm']) rmSync(join(serverFolder, `server.db${end}`), { force: true });

    const second = await place.openServer();
    expect((await checked(serverFolder)).lastStop).toMatchObject({ check: { type: 'damaged' } });
    const again = place.openChat('Mara');
    await again.ask('wait', { for: 'online' });
    const waiting = await again.ask('message.send', { room: 'general', text: 'two' });
    await again.until(isDelivery('queued', waiting['command']));
    // Each answer of the server is later than that message.
    for (let turn = 0; turn < 3; turn += 1) expect(await again.ask('room.browse')).toMatchObject({ event: 'result' });
    expect(again.events().some(isDelivery('sent', waiting['command']))).toBe(false);

    await second.stop('SIGTERM');
    await place.openServer();
    const { lastStop, backups } = await statusOf(serverFolder);
    expect([lastStop.wasUnclean, backups.count]).toEqual([false, 1]);
    expect(lastStop.restored?.aside).toContain('server.db.damaged-');
    await again.until(isDelivery('sent', waiting['command']));
  });
});
