import '#main/refuse-other-node.mjs';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVirtualDisplay } from '#test/support/virtual-display.ts';
import { projectFolder } from './entries.ts';

/**
 * `npm run try:package`: starts the app that `npm run pack` or `npm run dist` has packed for this system, waits for its window,
 * and sees it run for a while. What stands behind `--` goes along to the app.
 */
const windowMs = 60_000;
const runMs = 20_000;

const packages = join(projectFolder, 'dist', 'packages');
/** By electron-builder's naming, which leaves out the usual processor. */
const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
const binaries: Partial<Record<NodeJS.Platform, string>> = {
  linux: `linux${arch}-unpacked/hallway`,
  darwin: `mac${arch}/Hallway.app/Contents/MacOS/Hallway`,
  win32: `win${arch}-unpacked/Hallway.exe`,
};
const binary = join(packages, binaries[process.platform] ?? '');
if (!existsSync(binary)) fail(`There is no ${binary}. npm run pack makes it.`);
const data = mkdtempSync(join(tmpdir(), 'hallway-try-'));
const isBare = process.platform === 'linux' && process.env['DISPLAY'] === undefined;
const display = isBare ? await openVirtualDisplay() : null;
const app = spawn(binary, ['--data', data, '--no-discovery', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, ...(display === null ? {} : { DISPLAY: display.name }) },
});
const ended = new Promise<string>((resolve) => {
  app.once('error', (error) => resolve(`It did not start: ${error.message}`));
  app.once('exit', (code, signal) => resolve(`It ended by itself, with ${signal ?? code}.`));
});
const problem = await tryApp(app);
if (app.exitCode === null && app.signalCode === null) {
  app.kill();
  await ended;
}
await display?.close();
rmSync(data, { recursive: true, force: true, maxRetries: 10 });
if (problem !== null) fail(problem);
console.log(`${binary} has shown its window and ran on.`);

/** What went wrong; null when nothing did. */
async function tryApp(started: ChildProcess): Promise<string | null> {
  // It tells whoever started it when its window is there.
  const shown = new Promise<null>((resolve) => started.once('message', () => resolve(null)));
  const late = wait(windowMs).then(() => `There was no window within ${windowMs / 1_000} seconds.`);
  return (await Promise.race([shown, ended, late])) ?? Promise.race([wait(runMs), ended]);
}

function wait(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
