/** `npm start`: Hallway in a window of its own, or in the browser of this computer where that cannot be, and says why. */
import './refuse-other-node.mjs';
import { fileURLToPath } from 'node:url';
import { badInput } from '#shared/exit-code.ts';
import { parseAppArguments } from './app-options.ts';
import { endWithNpm } from './end-with-npm.ts';
import { findElectron } from './launch/find-electron.ts';
import { runElectron } from './launch/run-electron.ts';
import { windowObstacle } from './launch/window-obstacle.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const args = process.argv.slice(2);
const parsed = parseAppArguments(args);
if (parsed.type === 'help') process.exit(0);
if (parsed.type === 'refused') {
  process.stderr.write(`${parsed.sentence}\n`);
  process.exit(badInput);
}

const reason = await openWindow();
// The window is there, or was and is gone: then its end is this program's.
if (reason !== null) {
  process.stderr.write(`${reason}\n`);
  await import('./browser-shell.ts');
}

/** Null once the window has come and gone; otherwise why none comes, as one sentence. */
async function openWindow(): Promise<string | null> {
  if (args.includes('--browser')) return 'Hallway opens in the browser, as asked.';
  const obstacle = windowObstacle({
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    env: process.env,
  });
  if (obstacle !== null) return `${obstacle} Hallway opens in the browser instead.`;
  const electron = await findElectron({ project, env: process.env, say: (line) => process.stderr.write(`${line}\n`) });
  if (!electron.ok) return `${electron.error} Hallway opens in the browser instead.`;
  const running = runElectron(electron.value, [project, ...args]);
  const stopWatching = endWithNpm(process.env);
  const ended = await running;
  stopWatching();
  if (ended.type === 'shown') process.exit(ended.code);
  return `Electron's window does not open here (${ended.how}). Hallway opens in the browser instead.`;
}
