import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEntry, type EntryProcess, type SpawnProcess } from '#test/support/entry-process.ts';

/** What an operating system out of memory does to a thread, made to happen by a signal. */
const killable = `
  import threads from 'node:worker_threads';
  import { syncBuiltinESMExports } from 'node:module';
  if (threads.isMainThread) {
    threads.Worker = class extends threads.Worker {
      constructor(...args) {
        super(...args);
        process.once('SIGUSR2', () => void this.terminate());
      }
    };
    syncBuiltinESMExports();
  }`;
const spawnKillable: SpawnProcess = (command, args, options) =>
  spawn(command, ['--import', `data:text/javascript,${encodeURIComponent(killable)}`, ...args], options);

let folder = '';
let started: EntryProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-lost-storage-'));
});
afterEach(() => {
  started?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['serve', ['--port', '0', '--host', '127.0.0.1'], 'The server stops, because it can no longer be relied on.'],
  ['chat', [], 'Something went wrong inside Hallway, and it ends.'],
] as const)('[D2] %s ends when the thread that writes its disk is gone', async (entry, more, sentence) => {
  const args = ['--data', folder, '--name', 'Nordlicht', '--no-discovery', '--json', ...more];
  const running = startEntry(entry, args, spawnKillable);
  started = running;
  // The chat says nothing until it is asked.
  if (entry === 'chat') running.write('{"do":"server.list"}\n');
  await new Promise<void>((resolve) => running.onLine(() => resolve()));
  running.kill('SIGUSR2');
  const { code, stderr } = await running.exited;
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  const log = readFileSync(join(folder, 'logs', entry === 'serve' ? 'server.log' : 'client.log'), 'utf8');
  expect(log).toContain('The storage worker ended by itself.');
});
