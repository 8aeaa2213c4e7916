import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';
import { startChat, isMessage, isServer, type ChatScript } from '#test/support/chat-script.ts';
import type { SpawnProcess } from '#test/support/entry-process.ts';
import { startServe, type ServeProcess } from '#test/support/serve-process.ts';

const packMs = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'hallway-packed-'));
const running: (ServeProcess | ChatScript)[] = [];
let unpacked = '';

beforeAll(() => {
  run(process.execPath, `${projectFolder}build/build-main.ts`, '--if-stale');
  const archive = run(process.execPath, `${projectFolder}build/pack-serve.ts`, '--output', folder).trim();
  run('tar', '-xzf', archive, '-C', folder);
  rmSync(archive);
  unpacked = join(folder, readdirSync(folder)[0] ?? '');
}, packMs);

afterAll(async () => {
  for (const each of running) await each.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

// What it starts with on Windows is a command file, which no signal reaches.
describe.skipIf(process.platform === 'win32')('the package of serve', () => {
  it('lets two people talk and stops with 0, where the machine lends it nothing', async () => {
    const server = startServe(['--data', join(folder, 'data'), '--name', 'Lunch', '--port', '0'], fromPackage('serve'));
    running.push(server);
    const { joinLine } = await server.listening;
    const [mara, ole] = [openChat('Mara', joinLine), openChat('Ole', joinLine)];
    await Promise.all([mara, ole].map((chat) => chat.until(isServer('online'))));
    await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
    await mara.ask('message.send', { room: 'general', text: 'no npm here' });
    await ole.until(isMessage('no npm here'));
    await ole.ask('message.send', { room: 'general', text: 'nor here' });
    await mara.until(isMessage('nor here'));
    server.kill('SIGTERM');
    expect(await server.exited).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'data', 'logs', 'server.log'), 'utf8')).toContain('The server stops.');
  });

  it('starts through a link as well', () => {
    const [link, linkToLink] = [join(unpacked, 'bin', 'link'), join(folder, 'hallway')];
    symlinkSync('../hallway-serve', link);
    symlinkSync(link, linkToLink);
    expect(run(linkToLink, '--help')).toContain('Run a Hallway server');
  });

  it('holds one binary of the database, which is this system’s', () => {
    const binaries = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.node'),
    );
    const name = `${process.platform}-${process.arch}.node`;
    expect(binaries).toEqual([join('node_modules', 'better-sqlite3', 'prebuilds', name)]);
  });

  it('tells the licences of what others wrote, the bundled and the others', () => {
    const text = readFileSync(join(unpacked, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const line of [/^ws \S+ \(MIT\)$/m, /^better-sqlite3 \S+ \(MIT\)$/m, /^Node\.js is licensed for use/m]) {
      expect(text).toMatch(line);
    }
    // Tools that build it are no part of it.
    expect(text).not.toMatch(/^(vite|electron|typescript) /m);
  });
});

function openChat(name: string, joinLine: string): ChatScript {
  const more = ['--no-discovery', '--server', joinLine];
  const chat = startChat({ folder: join(folder, name), name, more, spawn: fromPackage('chat') });
  running.push(chat);
  return chat;
}

/** The package's own start script, with no variable of ours and no program to be found. */
function fromPackage(entry: 'serve' | 'chat'): SpawnProcess {
  return (_node, args, options) =>
    spawn(join(unpacked, `hallway-${entry}`), args.slice(args.indexOf(entry) + 1), {
      ...options,
      cwd: tmpdir(),
      env: { PATH: '' },
    });
}

function run(file: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}
