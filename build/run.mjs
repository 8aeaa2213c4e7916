// Plain JavaScript, because it must be able to say its sentence on a Node that reads no TypeScript.
import '#main/refuse-other-node.mjs';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { mainFolder } from './input-stamp.mjs';

const [entry = '', ...args] = process.argv.slice(2);
const isReady = ensureBuilt();
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
