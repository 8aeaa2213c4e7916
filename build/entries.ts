import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** The files a process or a worker thread starts with. Each becomes dist/main/<its name>.js. */
const entryPaths = [
  // A file of its own, so that it runs before the chunks that the entries share.
  'src-main/refuse-other-node.mjs',
  'src-main/serve.ts',
  'src-main/chat.ts',
  'src-main/start.ts',
  'src-main/browser-shell.ts',
  'src-main/main.ts',
  'src-main/client-process.ts',
  'src-main/server-process.ts',
  'src-main/storage/server-worker.ts',
  'src-main/storage/client-worker.ts',
  'src-main/storage/care-worker.ts',
  'src-main/storage/check-worker.ts',
  'src-main/storage/verifier-worker.ts',
];

/** Name to absolute path, of those that exist. */
export function mainEntries(): Record<string, string> {
  const present = entryPaths.map((path) => projectFolder + path).filter((path) => existsSync(path));
  return Object.fromEntries(present.map((path) => [entryName(path), path]));
}

export function entryName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.(ts|mjs)$/, '');
}
