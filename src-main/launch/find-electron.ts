import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';

export interface ElectronSearch {
  /** Where node_modules lies. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells the person what takes so long. */
  readonly say: (line: string) => void;
  /** So long a download may stand still. */
  readonly stillMs?: number;
}

/** The program, which the first start has to download; or why there is none, as a sentence. */
export async function findElectron(search: ElectronSearch): Promise<Result<string, string>> {
  const there = electronIn(search);
  if (there !== null) return ok(there);
  const installer = join(packageFolder(search.project), 'install.js');
  if (!existsSync(installer)) return err('Electron is not installed (npm ci does that).');
  search.say('Downloading Electron for the window; the first time only.');
  const problem = await download(installer, search);
  const found = electronIn(search);
  return found === null ? err(problem ?? 'Electron’s download holds no program for this system.') : ok(found);
}

function packageFolder(project: string): string {
  return join(project, 'node_modules', 'electron');
}

/** Requiring the package would download it, and wait for that without a word. */
function electronIn({ project, env }: ElectronSearch): string | null {
  const given = env['HALLWAY_ELECTRON_DIST'] ?? env['ELECTRON_OVERRIDE_DIST_PATH'];
  const own = packageFolder(project);
  const places =
    given === undefined
      ? [join(own, 'dist', readText(join(own, 'path.txt')) ?? 'missing')]
      : [join(given, 'electron'), join(given, 'electron.exe'), join(given, 'Electron.app/Contents/MacOS/Electron')];
  return places.find((path) => existsSync(path)) ?? null;
}

const defaultStillMs = 20_000;
const lookMs = 250;

/** Runs the package's own installer, which has no limit of its own. Returns why it failed, or null. */
function download(
  installer: string,
  { project, env, stillMs = defaultStillMs }: ElectronSearch,
): Promise<string | null> {
  const temporary = mkdtempSync(join(tmpdir(), 'hallway-electron-'));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
    });
    let said = '';
    let [bytes, movedAt] = [0, Date.now()];
    let isStill = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_096);
    });
    const watch = setInterval(() => {
      const now = bytesIn(temporary) + bytesIn(join(packageFolder(project), 'dist'));
      if (now !== bytes) [bytes, movedAt] = [now, Date.now()];
      isStill = Date.now() - movedAt > stillMs;
      if (isStill) child.kill('SIGKILL');
    }, lookMs);
    const settle = (problem: string | null): void => {
      clearInterval(watch);
      rmSync(temporary, { recursive: true, force: true });
      resolve(problem);
    };
    child.once('error', ({ message }) => {
      settle(`Electron cannot be downloaded (${message}).`);
    });
    child.once('exit', (code) => {
      if (isStill) settle('Electron’s download stands still.');
      else settle(code === 0 ? null : `Electron cannot be downloaded (${reasonIn(said)}).`);
    });
  });
}

/** The line that names the error, out of a stack trace. */
function reasonIn(text: string): string {
  return /^\w*Error: (.*)$/mu.exec(text)?.[1] ?? 'its installer failed';
}

function bytesIn(folder: string): number {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    return 0;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
