import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../build/entries.ts';
import { inputStamp } from '../../build/input-stamp.mjs';
import { present } from '#shared/assert.ts';
import { findRuntime, type ElectronRuntime } from './electron-runtime.ts';

/** The app packaged as for people, and beside it the same with the one fuse on that a driver needs. */
export interface ElectronPackage {
  /** The release's binary. */
  readonly release: string;
  /** What Playwright starts: it attaches by the inspector, which releases refuse. */
  readonly driven: string;
}

const folder = join(projectFolder, 'dist', 'electron-test');
const stampFile = join(folder, '.stamp');

/** Packs it anew when its sources changed. */
export async function packElectron(): Promise<ElectronPackage> {
  const runtime = present(findRuntime(), 'Electron was found when the lane began');
  const made = { release: join(folder, 'linux-unpacked', 'hallway'), driven: join(folder, 'driven', 'hallway') };
  const stamp = `${inputStamp()} ${runtime.dist} ${runtime.sqlite} ${readFileSync(join(projectFolder, 'electron-builder.yml'), 'utf8')}`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return made;
  rmSync(folder, { recursive: true, force: true });
  run(process.execPath, [join(projectFolder, 'build', 'build-main.ts'), '--if-stale']);
  run(process.execPath, [join(projectFolder, 'build', 'write-licences.ts')]);
  packRelease(runtime);
  fitAddon(runtime, join(folder, 'linux-unpacked'));
  run('cp', ['-al', join(folder, 'linux-unpacked'), join(folder, 'driven')]);
  // The binaries are the only files that differ.
  rmSync(made.driven);
  copyFileSync(made.release, made.driven);
  await flipFuses(made.driven, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  writeFileSync(stampFile, stamp);
  return made;
}

function packRelease({ dist, version }: ElectronRuntime): void {
  const builder = join(projectFolder, 'node_modules', 'electron-builder', 'cli.js');
  const options = [`-c.electronDist=${dist}`, `-c.electronVersion=${version}`, `-c.directories.output=${folder}`];
  run(process.execPath, [builder, '--linux', 'dir', '--publish', 'never', ...options]);
  // What shows when Electron is started without an app stays in a runtime that was not downloaded by electron-builder.
  rmSync(join(folder, 'linux-unpacked', 'resources', 'default_app.asar'), { force: true });
}

function fitAddon({ sqlite }: ElectronRuntime, app: string): void {
  if (sqlite === null) return;
  const addons = join(app, 'resources', 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds');
  copyFileSync(sqlite, join(addons, `${process.platform}-${process.arch}.node`));
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: projectFolder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
}
