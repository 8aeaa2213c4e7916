import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { projectFolder } from '../../build/entries.ts';

/** A server started by `npm run serve`, as the README says. */
async function startByNpm() {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-npm-'));
  const quiet = ['--port', '0', '--host', '127.0.0.1', '--no-discovery', '--json'];
  const args = ['run', '--silent', 'serve', '--', '--data', folder, '--name', 'Lunch', ...quiet];
  const npm = spawn('npm', args, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  // The pipe is the server's as well: it ends when the last of them has.
  const allEnded = new Promise<void>((resolve) => npm.once('close', () => resolve()));
  await new Promise<void>((resolve) => npm.stdout.once('data', () => resolve()));
  const pid = Number(readFileSync(join(folder, 'hallway.pid'), 'utf8'));
  onTestFinished(async () => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
    await allEnded;
    rmSync(folder, { recursive: true });
  });
  return { npm, allEnded, log: () => readFileSync(join(folder, 'logs', 'server.log'), 'utf8') };
}

it.skipIf(process.platform === 'win32')(
  '[D13] a server that npm started stops properly when npm is told to',
  async () => {
    const { npm, allEnded, log } = await startByNpm();
    npm.kill('SIGTERM');
    await allEnded;
    expect(log().match(/The server stops\./gu)).toHaveLength(1);
  },
);
