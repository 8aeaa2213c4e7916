import '#main/refuse-other-node.mjs';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mainFolder, rendererFolder } from './input-stamp.mjs';
import { createRestarter, type RunningProgram } from './restarter.ts';
import { watchBuilds } from './watch-builds.ts';

/** `npm run dev -- [serve|chat] [its options]`: builds what changes, and starts the app, or the one named, anew with it. */
const [named = '', ...rest] = process.argv.slice(2);
const isNamed = ['start', 'serve', 'chat'].includes(named);
const entry = isNamed ? named : 'start';
const args = isNamed ? rest : process.argv.slice(2);
const main = [
  { config: 'vite.main.config.ts', folder: mainFolder },
  { config: 'vite.preload.config.ts', folder: mainFolder },
];
const page = { config: 'vite.renderer.config.ts', folder: rendererFolder };

const program = createRestarter({ start, onEnded });
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop('end'));
// From a keyboard it reaches the program by itself; a second one would mean "at once".
process.on('SIGINT', () => void stop('wait'));

// Nothing is left of a whole build, and no stamp that says it is one: whatever is started otherwise builds it again.
for (const folder of [mainFolder, rendererFolder]) rmSync(folder, { recursive: true, force: true });
await watchBuilds(entry === 'start' ? [page, ...main] : main, () => void program.restart());

function start(): RunningProgram {
  const child = spawn(process.execPath, [`${mainFolder}/${entry}.js`, ...args], { stdio: 'inherit' });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  return {
    ended,
    end: () => {
      // Windows knows no polite signal, and a window there would outlive who started it.
      if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']);
      else child.kill('SIGTERM');
    },
  };
}

/** Whoever closes the app is done; an app that fell over is mended and starts again. */
function onEnded(code: number | null): void {
  if (code === 0) process.exit(0);
  console.error(`It ended with ${code ?? 'a signal'}. It starts again when something changes.`);
}

async function stop(how: 'end' | 'wait'): Promise<void> {
  await program.stop(how);
  process.exit(0);
}
