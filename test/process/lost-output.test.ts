import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dial } from '#main/transport/dial.ts';
import { systemClock } from '#main/system-clock.ts';
import { startEntry, type EntryProcess, type SpawnProcess } from '#test/support/entry-process.ts';
import { startServe } from '#test/support/serve-process.ts';

const folders: string[] = [];
const running: EntryProcess[] = [];

afterEach(async () => {
  for (const { kill, exited } of running.splice(0)) {
    kill('SIGKILL');
    await exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-output-'));
  folders.push(folder);
  return folder;
}

/** Starts a process by way of a shell that redirects what it writes. */
function redirected(redirection: string): SpawnProcess {
  return (command, args, options) =>
    spawn('/bin/sh', ['-c', `exec "$0" "$@" ${redirection}`, command, ...args], options);
}

/** Starts a process whose output the test can stop reading. */
function setupReader() {
  const children: ChildProcess[] = [];
  const spawnProcess: SpawnProcess = (command, args, options) => {
    const child = spawn(command, args, options);
    children.push(child);
    return child;
  };
  const leave = (stream: 'stdout' | 'stderr') => {
    for (const child of children) child[stream]?.destroy();
  };
  return { spawnProcess, leave };
}

function started<Entry extends EntryProcess>(entry: Entry): Entry {
  running.push(entry);
  return entry;
}

const serveOptions = () => ['--data', setupFolder(), '--name', 'Lunch', '--port', '0'];

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  it('a server serves on whose log lines cannot be written, and ends well', async () => {
    const server = started(startServe(serveOptions(), redirected('2>/dev/full')));
    const { port } = await server.listening;
    expect((await dial({ host: '127.0.0.1', port }, { clock: systemClock })).ok).toBe(true);
    server.kill('SIGTERM');
    expect(await server.exited).toMatchObject({ code: 0, stderr: '' });
  });

  it('a script’s chat whose events cannot be written ends with 1 and without a trace', async () => {
    const options = ['--data', setupFolder(), '--name', 'Ada', '--no-discovery', '--json'];
    const chat = started(startEntry('chat', options, redirected('>/dev/full')));
    expect(await chat.exited).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('without a reader', () => {
  it('a server serves on, and ends well', async () => {
    const { spawnProcess, leave } = setupReader();
    const server = started(startServe(serveOptions(), spawnProcess));
    const { port } = await server.listening;
    leave('stderr');
    leave('stdout');
    expect((await dial({ host: '127.0.0.1', port }, { clock: systemClock })).ok).toBe(true);
    server.kill('SIGTERM');
    expect((await server.exited).code).toBe(0);
  });

  it('a browser shell goes on, and ends well', async () => {
    const { spawnProcess, leave } = setupReader();
    const options = ['--data', setupFolder(), '--no-open', '--no-discovery'];
    const shell = started(startEntry('browser-shell', options, spawnProcess));
    await new Promise<void>((resolve) => {
      shell.onLine(() => {
        resolve();
      });
    });
    leave('stdout');
    shell.write('\n');
    shell.kill('SIGTERM');
    expect((await shell.exited).code).toBe(0);
  });
});
