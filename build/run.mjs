// Plain JavaScript, because it must be able to say its sentence on a Node that reads no TypeScript.
import '#main/refuse-other-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isFresh, mainFolder } from './input-stamp.mjs';

const [entry = '', ...args] = process.argv.slice(2);
const builder = fileURLToPath(new URL('build-main.ts', import.meta.url));

// The build has a process of its own, so that none of it stays in this one's memory; standard input and output belong to
// the entry, which a script may be talking to.
const isReady =
  isFresh() || spawnSync(process.execPath, [builder, '--if-stale'], { stdio: ['ignore', 2, 2] }).status === 0;
const path = `${mainFolder}/${entry}.js`;

if (!isReady) {
  process.exitCode = 1;
} else if (entry === '' || !existsSync(path)) {
  console.error(`There is no entry ${JSON.stringify(entry)}; build/entries.ts lists them.`);
  process.exitCode = 2;
} else {
  // From here on this is the entry's process: its arguments, its signals, its exit code.
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
