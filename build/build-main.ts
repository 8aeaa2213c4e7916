import '#main/refuse-other-node.mjs';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, type LogLevel } from 'vite';
import { withBuildLock } from './build-lock.ts';
import { projectFolder } from './entries.ts';
import { distFolder, inputStamp, isFresh, mainFolder, stampName } from './input-stamp.mjs';

/** Builds dist/main. With --if-stale only when the sources changed, and without a word while all goes well. */
const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean', default: false } } });

try {
  await withBuildLock(async () => {
    if (!values['if-stale']) await buildMain('info');
    else if (!isFresh()) await buildMain('error');
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Builds beside what is there and swaps it in: whoever starts meanwhile finds one whole build or the other. */
async function buildMain(logLevel: LogLevel): Promise<void> {
  const stamp = inputStamp();
  const newFolder = `${distFolder}/.new-${process.pid}`;
  const oldFolder = `${distFolder}/.old-${process.pid}`;
  try {
    const configFile = `${projectFolder}build/vite.main.config.ts`;
    await build({ configFile, logLevel, build: { outDir: newFolder, emptyOutDir: true } });
    // What was written while the build ran makes this stamp a stale one, as it should.
    writeFileSync(`${newFolder}/${stampName}`, stamp);
    if (existsSync(mainFolder)) renameSync(mainFolder, oldFolder);
    renameSync(newFolder, mainFolder);
  } finally {
    rmSync(newFolder, { recursive: true, force: true });
    rmSync(oldFolder, { recursive: true, force: true });
  }
}
