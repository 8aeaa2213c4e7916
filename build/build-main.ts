import '#main/refuse-other-node.mjs';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, type LogLevel } from 'vite';
import { withBuildLock } from './build-lock.ts';
import { projectFolder } from './entries.ts';
import { distFolder, inputStamp, isFresh, mainFolder, rendererFolder, stampName } from './input-stamp.mjs';

/** Builds dist/renderer and dist/main. With --if-stale only when the sources changed, and without a word while all goes well. */
const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean', default: false } } });

try {
  await withBuildLock(async () => {
    if (!values['if-stale']) await buildAll('info');
    else if (!isFresh()) await buildAll('error');
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The stamp lies in dist/main, which is swapped in last: while it is there, all of it is. */
async function buildAll(logLevel: LogLevel): Promise<void> {
  const stamp = inputStamp();
  await buildInto(rendererFolder, { configs: ['vite.renderer.config.ts'], logLevel, stamp: null });
  // What was written while the build ran makes this stamp a stale one, as it should.
  await buildInto(mainFolder, { configs: ['vite.main.config.ts', 'vite.preload.config.ts'], logLevel, stamp });
}

interface Build {
  /** One after the other into the same folder. */
  readonly configs: readonly string[];
  readonly logLevel: LogLevel;
  readonly stamp: string | null;
}

/** Builds beside what is there and swaps it in: whoever starts meanwhile finds one whole build or the other. */
async function buildInto(folder: string, { configs, logLevel, stamp }: Build): Promise<void> {
  const newFolder = `${distFolder}/.new-${process.pid}`;
  const oldFolder = `${distFolder}/.old-${process.pid}`;
  try {
    for (const [index, config] of configs.entries()) {
      const configFile = `${projectFolder}build/${config}`;
      await build({ configFile, logLevel, build: { outDir: newFolder, emptyOutDir: index === 0 } });
    }
    if (stamp !== null) writeFileSync(`${newFolder}/${stampName}`, stamp);
    if (existsSync(folder)) renameSync(folder, oldFolder);
    renameSync(newFolder, folder);
  } finally {
    rmSync(newFolder, { recursive: true, force: true });
    rmSync(oldFolder, { recursive: true, force: true });
  }
}
