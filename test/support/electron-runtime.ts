import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../../build/entries.ts';
import { installDebian } from './install-debian.ts';

/** What the app is packaged with for the tests. */
export interface ElectronRuntime {
  readonly dist: string;
  readonly version: string;
  /** The database's addon for a runtime whose Node-API is older than the one the package's addon needs. */
  readonly sqlite: string | null;
}

const script = fileURLToPath(new URL('electron-runtime/setup.sh', import.meta.url));

/** Why Electron cannot be run here, after installing what runs it; null when it can. */
export function electronObstacle(): string | null {
  if (process.platform !== 'linux') return 'the lane drives a virtual display, which is Linux’s';
  installDebian();
  if (findRuntime() === null) installRuntime();
  if (findRuntime() === null) return 'there is no Electron (HALLWAY_ELECTRON_DIST names one)';
  return spawnSync('Xvfb', ['-help']).error === undefined ? null : 'there is no virtual display (Debian: xvfb)';
}

/** One that is named, the package's own, or the one that the script put there. */
export function findRuntime(): ElectronRuntime | null {
  const { env } = process;
  const named = env['HALLWAY_ELECTRON_DIST'];
  if (named !== undefined && existsSync(join(named, 'electron'))) {
    return {
      dist: named,
      version: env['HALLWAY_ELECTRON_VERSION'] ?? readVersion(named),
      sqlite: env['HALLWAY_ELECTRON_SQLITE'] ?? null,
    };
  }
  const own = join(projectFolder, 'node_modules', 'electron', 'dist');
  if (existsSync(join(own, 'electron'))) return { dist: own, version: readVersion(own), sqlite: null };
  const installed = installedFolder();
  const [dist, sqlite] = [join(installed, 'dist'), join(installed, 'better_sqlite3.node')];
  return existsSync(join(installed, 'env')) ? { dist, version: readVersion(dist), sqlite } : null;
}

function readVersion(dist: string): string {
  return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/u, '');
}

function installedFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'hallway', 'electron-runtime');
}

/** From the npm registry alone, as root on Debian: it installs what Electron's window and the addon's build need. */
function installRuntime(): void {
  if (process.arch !== 'x64' || process.getuid?.() !== 0) return;
  // npm and the compiler's headers belong to a Node that has both; the project's own has neither npm nor a prefix.
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter), npm_config_ignore_scripts: 'true' };
  console.log('Installing Electron for the tests; this takes about two minutes, once.');
  spawnSync('bash', [script], { stdio: ['ignore', 'inherit', 'inherit'], env });
}
