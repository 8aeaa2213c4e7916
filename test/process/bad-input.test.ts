import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHistory } from '#test/support/chat-history.ts';
import { damageHead, damageTable } from '#test/support/damage.ts';
import { startEntry, type EntryProcess } from '#test/support/entry-process.ts';
import { freePort } from '#test/support/free-port.ts';
import { makeNewer } from '#test/support/newer-database.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';

const obstacle = smallDiskObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

let office: Office | null = null;
let otherOffice: Office | null = null;
const cleanUp: (() => void)[] = [];
afterEach(async () => {
  await Promise.all([office?.close(), otherOffice?.close()]);
  office = null;
  otherOffice = null;
  for (const undo of cleanUp.splice(0)) undo();
});

function setupOffice(): Office {
  office = openOffice();
  return office;
}

/** What an entry says that cannot start: one line on standard error, and exit code 2. */
async function refusalOf(entry: 'serve' | 'chat', ...args: readonly string[]): Promise<string> {
  const started = startEntry(entry, args);
  started.endInput();
  const { code, stdout, stderr } = await started.exited;
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
  return stderr.trim();
}

/** What each entry is started with, all well but for the folder. */
const entries = {
  serve: ['--name', 'Nordlicht', '--port', '0', '--host', '127.0.0.1', '--no-discovery', '--data'],
  chat: ['--name', 'Mara', '--no-discovery', '--json', '--data'],
} as const;
const entryNames = ['serve', 'chat'] as const;

describe('chat says in one sentence, and exits with 2, when', () => {
  it.each([
    ['no folder is named', ['--name', 'Mara'], "required option '--data <folder>' not specified. --help lists"],
    ['no name is given', ['--data', 'x'], '--name: Say what others see. It is needed until you have joined a server.'],
    ['an option is unknown', ['--data', 'x', '--name', 'Mara', '--jsno'], "unknown option '--jsno'"],
    [
      'the name is empty',
      ['--data', 'x', '--name', ' \u200b '],
      '--name: The name is empty. Type at least one letter.',
    ],
    ['the name is long', ['--data', 'x', '--name', 'x'.repeat(10_000)], '--name: The name is too long: at most 64'],
    ['the folder has no name', ['--data', '', '--name', 'Mara'], '--data: Name a folder.'],
    ['the wait is no number', ['--data', 'x', '--name', 'Mara', '--wait', 'long'], '--wait: Give a number of seconds.'],
  ])('%s', async (_, args, sentence) => {
    expect(await refusalOf('chat', ...args)).toContain(sentence);
  });

  it.each([[[]], [['--json']]])('the server is no server (%j)', async (more) => {
    const folder = join(setupOffice().folder, 'Mara');
    const args = ['--data', folder, '--name', 'Mara', '--no-discovery', '--server', 'no such thing', ...more];
    const started = startEntry('chat', args);
    started.endInput();
    const { code, stderr } = await started.exited;
    const sentence = '--server: This is no server id, address or join line. Check it and try again.';
    expect([code, stderr.trim()]).toEqual([2, sentence]);
  });
});

describe('chat in a pipe', () => {
  const ended = async (input: string, ...args: readonly string[]) => {
    const chat = startEntry('chat', ['--no-discovery', ...args]);
    if (input !== '') chat.write(input);
    chat.endInput();
    const { code, stdout, stderr } = await chat.exited;
    return { code, stdout: stdout.replaceAll(/\s+/gu, ' '), stderr };
  };

  it.each(['', 'hello\n'])(
    'ends with 1 where the server it names cannot be joined, and with 2 where that is none (%j)',
    async (input) => {
      const args = ['--data', join(setupOffice().folder, 'Mara'), '--name', 'Mara', '--server'];
      const far = await ended(input, ...args, '8.8.8.8:7420');
      expect(far.code).toBe(1);
      expect(far.stdout).toContain('This address is on the internet');
      const nowhere = await ended(input, '--wait', '1', ...args, 'nonsense');
      expect(nowhere.code).toBe(1);
      expect(nowhere.stdout).toContain('joined as soon as it answers');
      expect(await ended(input, ...args, 'no such thing')).toMatchObject({ code: 2 });
    },
  );

  it('[P18] ends with 1 and at once where the name is refused, and says what helps', async () => {
    const place = setupOffice();
    const { port } = await place.openServer();
    const ole = place.openChat('Ole');
    await ole.ask('wait', { for: 'room', room: 'general' });
    const args = ['--data', join(place.folder, 'other'), '--server', `127.0.0.1:${port}`, '--wait', '600'];
    const { code, stdout } = await ended('hello\n', ...args, '--name', 'Ole');
    expect(code).toBe(1);
    expect(stdout).toContain('Too close to "Ole". Add a last name or a place. /name NEW tries again.');
    expect(stdout).not.toContain('/join');
  });

  it('[P18] needs no name once a server was joined by one, and goes by that', async () => {
    const place = setupOffice();
    const { port } = await place.openServer();
    const folder = join(place.folder, 'mine');
    const first = await ended('one\n', '--data', folder, '--name', 'Mara', '--server', `127.0.0.1:${port}`);
    const second = await ended('two\n', '--data', folder);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.stdout).toContain('as Mara.');
  });

  it('leaves the folder of a server alone', async () => {
    const place = setupOffice();
    const server = await place.openServer();
    await server.stop('SIGTERM');
    const before = readdirSync(place.serverFolder);
    const refusal = await refusalOf('chat', '--data', place.serverFolder, '--name', 'Mara');
    expect(refusal).toBe(`--data: ${place.serverFolder} is the folder of a server. Name another one for your chat.`);
    expect(readdirSync(place.serverFolder)).toEqual(before);
  });
});

describe.each(entryNames)('%s', (entry) => {
  it('leaves a folder alone that another has open', async () => {
    const place = setupOffice();
    const server = await place.openServer();
    const mara = place.openChat('Mara');
    await mara.ask('wait', { for: 'online' });
    const inUse = `is in use by another Hallway (process ${server.pid})`;
    expect(await refusalOf(entry, ...entries[entry], place.serverFolder)).toContain(
      `${place.serverFolder} ${entry === 'serve' ? inUse : 'is the folder of a server.'}`,
    );
    expect(await refusalOf(entry, ...entries[entry], place.folderOf('Mara'))).toContain(
      // That it is none for a server is wrong with it whether or not somebody has it open.
      `${place.folderOf('Mara')} is ${entry === 'serve' ? "the folder of somebody's chat" : 'in use by another Hallway (process '}`,
    );
    await mara.ask('message.send', { room: 'general', text: 'undisturbed' });
    expect(await mara.finish()).toBe(0);
  });

  it.skipIf(obstacle !== null)(`says that its folder is read-only${why}`, async () => {
    const small = makeSmallDisk(1);
    cleanUp.push(small.remove);
    small.makeReadOnly();
    expect(await refusalOf(entry, ...entries[entry], small.folder)).toContain(
      `Nothing can be written to ${small.folder}. Choose another folder with --data`,
    );
    expect(await refusalOf(entry, ...entries[entry], join(small.folder, 'new'))).toContain(small.folder);
    expect(readdirSync(small.folder)).toEqual([]);
  });
});

describe.each(entryNames)('%s and a synced folder', (entry) => {
  it('refuses it in one sentence and makes nothing there, unless it is told to take any', async () => {
    const place = setupOffice();
    const cloud = join(place.folder, 'Nextcloud');
    mkdirSync(cloud);
    const folder = join(cloud, entry);
    expect(await refusalOf(entry, ...entries[entry], folder)).toBe(
      `Nextcloud copies ${folder} to other machines, which damages a database. Choose a folder outside of it with --data; --any-folder takes it all the same.`,
    );
    expect(readdirSync(cloud)).toEqual([]);
    const started = startEntry(entry, [...entries[entry], folder, '--any-folder']);
    if (entry === 'serve') await lineOf(started, /is up/u);
    started.endInput();
    if (entry === 'serve') started.kill('SIGTERM');
    expect((await started.exited).code).toBe(0);
    expect(readdirSync(folder)).toContain('hallway.lock');
  });
});

describe('a database', () => {
  it.each(entryNames)('of a newer version is refused by %s and not touched', async (entry) => {
    const { folder, file } = await setupUsedFolder(entry);
    makeNewer(file);
    const before = fingerprint(file);
    expect(await refusalOf(entry, ...entries[entry], folder)).toContain(`${file} was written by a newer Hallway`);
    expect(fingerprint(file)).toBe(before);
  });

  it.each([
    { entry: 'serve', where: 'at its beginning', damage: damageHead },
    { entry: 'serve', where: 'inside', damage: (file: string) => damageTable(file, 'server') },
    { entry: 'serve', where: 'among its people', damage: (file: string) => damageTable(file, 'people') },
  ] as const)('that is damaged $where is refused by $entry and not touched', async ({ entry, damage }) => {
    const { folder, file } = await setupUsedFolder(entry);
    damage(file);
    const before = fingerprint(file);
    expect(await refusalOf(entry, ...entries[entry], folder)).toContain(`${file} is damaged or no database`);
    expect(fingerprint(file)).toBe(before);
  });
});

describe('a chat’s database of one server', () => {
  it('that is of a newer version is not touched, and its other servers go on', async () => {
    const { place, nordlicht, werkstatt, file } = await setupTwoServers();
    makeNewer(file);
    const before = fingerprint(file);

    const mara = place.openChat('Mara', '--server', werkstatt.joinLine);
    await mara.ask('wait', { for: 'online' });
    const { list } = await mara.ask('server.list');
    const servers = list as readonly { readonly serverId: string; readonly connection: object }[];
    expect(Object.fromEntries(servers.map(({ serverId, connection }) => [serverId, connection]))).toEqual({
      [nordlicht.serverId]: { type: 'refused', problem: { type: 'storage_failed', detail: 'database_newer', file } },
      [werkstatt.serverId]: { type: 'online' },
    });
    const refused = await mara.ask('server.join', { server: nordlicht.joinLine });
    expect(refused).toMatchObject({
      event: 'error',
      sentence: expect.stringContaining('nothing was changed.') as string,
    });
    await mara.ask('message.send', { room: 'general', text: 'still here' });
    await mara.ask('wait', { for: 'sent' });
    expect(fingerprint(file)).toBe(before);

    await mara.ask('server.forget', { server: nordlicht.serverId });
    await mara.ask('server.join', { server: nordlicht.joinLine, name: 'Mara again' });
    await mara.ask('wait', { for: 'room', room: 'general', server: nordlicht.serverId });
    expect((await readHistory(mara, 'general')).map(({ text }) => text)).toEqual(['worth keeping']);
  });
});

describe('a chat’s key of one server', () => {
  it('[T5] that others can read keeps the server in the list with the reason, and works again once nobody can', async () => {
    const place = setupOffice();
    const { serverId } = await place.openServer();
    const first = place.openChat('Mara');
    await first.ask('message.send', { room: 'general', text: 'worth keeping' });
    expect(await first.finish()).toBe(0);
    const file = join(place.folderOf('Mara'), 'keys', `${serverId}.key`);
    chmodSync(file, 0o644);

    const mara = place.openChat('Mara');
    const refused = await mara.until(({ event }) => event === 'error');
    expect(refused).toMatchObject({ type: 'storage_failed', detail: 'key_file_exposed', file });
    expect(refused['sentence']).toContain(`chmod 600 ${file}`);
    const { list } = await mara.ask('server.list');
    expect(list).toMatchObject([{ serverId, name: 'Nordlicht', personId: null, connection: { type: 'refused' } }]);
    const log = readFileSync(join(place.folderOf('Mara'), 'logs', 'client.log'), 'utf8');
    expect(log).toContain('A server could not be opened.');
    chmodSync(file, 0o600);
    await mara.ask('server.join', { server: serverId });
    await mara.ask('wait', { for: 'room', room: 'general' });
    expect((await readHistory(mara, 'general')).map(({ text }) => text)).toEqual(['worth keeping']);
  });
});

describe('serve', () => {
  it('says in words which port it took instead of the one that is taken', async () => {
    const place = setupOffice();
    const port = await takePort();
    const options = ['--data', place.serverFolder, '--name', 'Nordlicht', '--port', String(port)];
    const started = startEntry('serve', [...options, '--host', '127.0.0.1', '--no-discovery']);
    cleanUp.push(() => {
      started.kill('SIGKILL');
    });
    const said = await lineOf(started, /taken/u);
    expect(said).toMatch(new RegExp(`^Port ${port} is taken, so it is \\d+\\.$`, 'u'));
    started.kill('SIGTERM');
    expect((await started.exited).code).toBe(0);
  });
});

/** A chat that knew two servers and ended, with the file that it keeps of the first one. */
async function setupTwoServers() {
  const place = setupOffice();
  const other = openOffice();
  otherOffice = other;
  const [nordlicht, werkstatt] = [await place.openServer(), await other.openServer('--name', 'Werkstatt')];
  const first = place.openChat('Mara');
  await first.ask('message.send', { room: 'general', text: 'worth keeping' });
  await first.ask('server.join', { server: werkstatt.joinLine });
  await first.ask('wait', { for: 'room', room: 'general' });
  expect(await first.finish()).toBe(0);
  const file = join(place.folderOf('Mara'), 'servers', `${nordlicht.serverId}.db`);
  return { place, nordlicht, werkstatt, file };
}

/** A folder that an entry has worked in and left, and its database. */
async function setupUsedFolder(entry: 'serve' | 'chat') {
  const place = setupOffice();
  const server = await place.openServer();
  const mara = place.openChat('Mara');
  await mara.ask('message.send', { room: 'general', text: 'worth keeping' });
  expect(await mara.finish()).toBe(0);
  await server.stop('SIGTERM');
  const folder = entry === 'serve' ? place.serverFolder : place.folderOf('Mara');
  return { folder, file: join(folder, entry === 'serve' ? 'server.db' : 'profile.db') };
}

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function takePort(): Promise<number> {
  const port = await freePort();
  const other = createServer();
  cleanUp.push(() => {
    other.close();
  });
  await new Promise<void>((resolve) => {
    other.listen(port, '127.0.0.1', resolve);
  });
  return port;
}

function lineOf(entry: EntryProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    entry.onLine((line) => {
      if (pattern.test(line)) resolve(line);
    });
    void entry.exited.then(({ stdout, stderr }) => {
      reject(new Error(`It never said so: ${stdout}${stderr}`));
    });
  });
}
