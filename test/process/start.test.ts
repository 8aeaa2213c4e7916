import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-start-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs what `npm start` runs until its first line on standard output, and ends it. */
async function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const run = [`${projectFolder}build/run.mjs`, 'start', '--data', folder, '--no-open', '--no-discovery', ...args];
  const child = spawn(process.execPath, run, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  let [out, err] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const opened = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve();
    });
  });
  await Promise.race([opened, exited]);
  child.kill('SIGTERM');
  return { code: await exited, out, err };
}

it.skipIf(process.platform !== 'linux')(
  'without a display the app opens in the browser, and one line says why',
  async () => {
    const { code, out, err } = await start([], {});
    expect(err).toBe('There is no display for a window. Hallway opens in the browser instead.\n');
    expect(out).toMatch(/^Hallway is open at http:\/\/127\.0\.0\.1:\d+\/#token=/u);
    expect(code).toBe(0);
  },
);

it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'root gets no window without a sandbox, but the browser and a line that says so',
  async () => {
    const { code, out, err } = await start([], { DISPLAY: ':0' });
    expect(err).toBe('A window of root’s would run without its sandbox. Hallway opens in the browser instead.\n');
    expect(out).toContain('http://127.0.0.1:');
    expect(code).toBe(0);
  },
);

it('a browser is opened instead of a window for whoever asks for it', async () => {
  const { err, out } = await start(['--browser'], { DISPLAY: ':0' });
  expect(err).toBe('Hallway opens in the browser, as asked.\n');
  expect(out).toContain('http://127.0.0.1:');
});

it('what is wrong on the command line is said once, in a sentence, and ends it with 2', async () => {
  const { code, out, err } = await start(['--port', 'x'], {});
  expect([code, out, err]).toEqual([2, '', '--port: "x" is no port.\n']);
  const named = await start(['--server-host', '10.0.0.1', '--server-host', 'foo'], {});
  const sentence = '--server-host: "foo" is no IP address of a machine. Leave it out to listen on all of them.\n';
  expect(named).toEqual({ code: 2, out: '', err: sentence });
});

it.each([
  ['profile.db', 'chat in a terminal'],
  ['server.db', 'server'],
])('the folder of another program is refused, and nothing begins in it: that with %s', async (file, whose) => {
  writeFileSync(join(folder, file), '');
  const { code, out, err } = await start(['--browser'], {});
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`--data: ${folder} is the folder of a ${whose}. Name another one for the app.\n`);
  expect(readdirSync(folder)).toEqual([file]);
  // Where the app has begun beside it once, its chat is still to be had.
  mkdirSync(join(folder, 'client'));
  expect((await start(['--browser'], {})).out).toContain('http://127.0.0.1:');
});

it('--help says what is meant where an option is left out, in words', () => {
  const { stdout } = spawnSync(process.execPath, [`${projectFolder}build/run.mjs`, 'start', '--help'], {
    encoding: 'utf8',
  });
  const words = stdout.replaceAll(/\s+/gu, ' ');
  expect(words).toContain('the port of the page on 127.0.0.1 (default: any that is free)');
  expect(words).toContain('listens on, as often as wanted (default: all)');
  expect(words).not.toMatch(/\[\]|"0"/u);
});

it.skipIf(process.platform !== 'linux')('a data folder that cannot be one is refused in a sentence', async () => {
  for (const [data, sentence] of [
    ['/proc/hallway', '/proc/hallway is not there, and the system does not let it be made.'],
    ['/proc/version', '/proc/version is a file, or lies within one, and is no folder.'],
  ] as const) {
    const { code, out, err } = await start(['--browser', '--data', data], {});
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`${sentence} Choose another with --data.\n`);
  }
});
