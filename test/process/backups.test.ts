import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHistory } from '#test/support/chat-history.ts';
import { isDelivery, isServer } from '#test/support/chat-script.ts';
import { damageHead } from '#test/support/damage.ts';
import { startEntry } from '#test/support/entry-process.ts';
import { makeNewer } from '#test/support/newer-database.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { logProblems, readStoredMessages } from '#test/support/server-database.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** A server in which Mara has said things, and her chat, which goes on. */
async function setupTalk() {
  const place = openOffice();
  office = place;
  const server = await place.openServer();
  const mara = place.openChat('Mara');
  await mara.ask('wait', { for: 'room', room: 'general' });
  const say = async (text: string) => {
    const said = await mara.ask('message.send', { room: 'general', text });
    await mara.until(isDelivery('sent', said['command']));
  };
  return { place, server, mara, say, folder: place.serverFolder };
}

/** Runs a task on the data folder and gives what it says. */
async function task(...args: readonly string[]) {
  const { code, stdout, stderr } = await startEntry('serve', args).exited;
  return { code, stderr: stderr.trim(), said: stdout === '' ? null : (JSON.parse(stdout) as Record<string, unknown>) };
}

const textsIn = (folder: string) => readStoredMessages(folder).map(({ text }) => text);

describe('serve backup and serve restore', () => {
  it('take a server back to what it held when the backup was made, which was while it ran', async () => {
    const { place, server, say, folder, mara } = await setupTalk();
    await say('one');
    const backup = await task('backup', '--data', folder, '--json');
    expect(backup).toMatchObject({ code: 0, said: { type: 'backup.made' } });
    await say('two');
    expect(await task('restore', 'latest', '--data', folder)).toMatchObject({
      code: 2,
      stderr: `${folder} is in use by another Hallway (process ${server.pid}). Stop it, or choose another folder with --data.`,
    });
    await mara.kill();
    await server.stop('SIGTERM');
    const restored = await task('restore', 'latest', '--data', folder, '--json');
    expect(restored).toMatchObject({
      code: 0,
      stderr: '',
      said: { type: 'restored', from: backup.said?.['file'], passedOver: [] },
    });
    expect(textsIn(folder)).toEqual(['one']);
    expect(existsSync(String(restored.said?.['aside']))).toBe(true);

    await place.openServer();
    expect((await task('status', '--data', folder, '--json')).said).toMatchObject({
      lastStop: { restored: { from: restored.said?.['from'], aside: restored.said?.['aside'], why: 'asked' } },
      backups: { count: 1 },
    });
    // Nobody comes who was there before: the server would wait for them.
    expect(await task('go-on', '--data', folder, '--json')).toMatchObject({
      said: { type: 'went_on', isGateOpened: true, openedRooms: 0 },
    });
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'room', room: 'general' });
    expect((await readHistory(ole)).map(({ text }) => text)).toEqual(['one']);
  });

  it('[I1] work with a file of one’s own after a server was killed, with all it had acknowledged', async () => {
    const { place, server, say, folder, mara } = await setupTalk();
    await say('one');
    await server.stop('SIGKILL');
    await mara.kill();
    expect(statSync(join(folder, 'server.db-wal')).size).toBeGreaterThan(0);
    const file = join(place.folder, 'mine.db');
    expect(await task('backup', file, '--data', folder, '--json')).toMatchObject({ code: 0, said: { file } });
    expect(await task('backup', file, '--data', folder)).toMatchObject({ code: 2 });
    const restored = await task('restore', file, '--data', folder, '--json');
    expect([restored.code, textsIn(folder)]).toEqual([0, ['one']]);
    const aside = String(restored.said?.['aside']);
    expect(existsSync(`${aside}-wal`)).toBe(true);
    expect(readRows(aside, "SELECT count(*) AS count FROM events WHERE kind = 'message.posted'")).toEqual([
      { count: 1 },
    ]);
  });

  it('leave what a newer version wrote as it is, unless they are told to put it aside', async () => {
    const { server, say, folder, mara } = await setupTalk();
    await say('one');
    const backup = await task('backup', '--data', folder, '--json');
    await mara.kill();
    await server.stop('SIGTERM');
    const file = join(folder, 'server.db');
    makeNewer(file);
    const before = readFileSync(file);
    const kept = await task('restore', 'latest', '--data', folder);
    expect([kept.code, kept.stderr]).toEqual([2, expect.stringContaining(`${file} was written by a newer Hallway`)]);
    expect(kept.stderr).toContain('add --replace-newer, and it is put aside. Nothing was changed.');
    expect(readFileSync(file).equals(before)).toBe(true);
    const replaced = await task('restore', 'latest', '--replace-newer', '--data', folder, '--json');
    expect(replaced).toMatchObject({ code: 0, said: { from: backup.said?.['file'] } });
    expect(textsIn(folder)).toEqual(['one']);
    expect(readFileSync(String(replaced.said?.['aside'])).equals(before)).toBe(true);
  });

  it('name a damaged backup that was passed over, in a sentence and in no line of a log', async () => {
    const { server, say, folder, mara } = await setupTalk();
    await say('one');
    const one = await task('backup', '--data', folder, '--json');
    await say('two');
    const two = await task('backup', '--data', folder, '--json');
    await mara.kill();
    await server.stop('SIGTERM');
    damageHead(String(two.said?.['file']));
    const { code, stdout, stderr } = await startEntry('serve', ['restore', 'latest', '--data', folder]).exited;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${String(two.said?.['file'])} cannot be used and was passed over.`);
    expect(stdout).toContain(`${String(one.said?.['file'])} is now what the server has.`);
  });

  it('say in one sentence, with exit code 2, what they cannot do, and change nothing', async () => {
    const { place, server, folder, mara } = await setupTalk();
    await mara.kill();
    await server.stop('SIGTERM');
    const files = readdirSync(folder);
    const none = join(place.folder, 'none');
    const own = ['--data', folder];
    expect(await task('restore', 'latest', ...own)).toMatchObject({
      code: 2,
      stderr: `${folder} has no sound backup of this server. Nothing was changed; name a file.`,
    });
    expect(await task('restore', none, ...own)).toMatchObject({
      code: 2,
      stderr: `There is no ${none}. Name a backup, or say latest.`,
    });
    expect(await task('restore', place.folder, ...own)).toMatchObject({
      code: 2,
      stderr: `${place.folder} is a folder. Name the backup itself, or say latest.`,
    });
    expect(await task('backup', join(none, 'usb.db'), ...own)).toMatchObject({
      code: 2,
      stderr: `There is no folder ${none} to put the backup into. Make it, or name another.`,
    });
    const key = join(folder, 'server.key');
    expect(await task('restore', key, ...own)).toMatchObject({
      code: 2,
      stderr: `${key} is damaged or no backup of a server. Nothing was changed; take another one.`,
    });
    for (const word of ['backup', 'restore']) {
      const { code, stderr } = await task(word, ...(word === 'restore' ? ['latest'] : []), '--data', none);
      expect([code, stderr]).toEqual([
        2,
        `${none} is no data folder of a server. Name the one that it was started with.`,
      ]);
    }
    expect(await task('restore', ...own)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("argument 'file'") as string,
    });
    expect(await task('backup')).toMatchObject({ code: 2, stderr: expect.stringContaining('--data') as string });
    expect(readdirSync(folder)).toEqual(files);
  });
});

describe('a server whose database is damaged', () => {
  it('goes on with its newest backup, keeps the damaged file, and says so', async () => {
    const { place, server, say, folder, mara } = await setupTalk();
    await say('one');
    await task('backup', '--data', folder, '--json');
    await mara.kill();
    await server.stop('SIGTERM');
    damageHead(join(folder, 'server.db'));
    const again = await place.openServer();
    const back = place.openChat('Mara');
    await back.until(isServer('online'));
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'room', room: 'general' });
    expect((await readHistory(ole)).map(({ text }) => text)).toEqual(['one']);
    await Promise.all([ole.kill(), back.kill()]);
    await again.stop('SIGTERM');
    expect(readdirSync(folder).some((name) => name.startsWith('server.db.damaged-'))).toBe(true);
    expect(logProblems(folder)).toEqual([]);
    expect(readFileSync(join(folder, 'logs', 'server.log'), 'utf8')).toContain(
      'The database was damaged. It was set aside, and a backup has taken its place.',
    );
  });
});
