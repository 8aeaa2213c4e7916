import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFlags } from '../../build/serve-flags.ts';
import { startServer, type PinnedServer } from './pinned-process.ts';

/** One of the servers that are measured side by side. */
export interface Contestant {
  readonly name: string;
  readonly server: 'hallway' | 'naive';
  start(): Promise<PinnedServer>;
}

/** Raised only where the load itself would hit them: the bench is one address with a thousand people, each faster than any. */
export const raisedLimits = [
  'maxConnections=20000',
  'maxConnectionsPerAddress=20000',
  'maxCommandsPerSecond=1000000',
  'maxCommandBurst=1000000',
];

export const hallway: Contestant = {
  name: 'Hallway',
  server: 'hallway',
  start: () =>
    withFolder((folder) =>
      startServer([
        ...serveFlags,
        entry('../../dist/main/serve.js'),
        ...['--data', folder, '--name', 'Bench', '--host', '127.0.0.1', '--port', '7500', '--no-discovery', '--json'],
        ...['--door', 'open'],
        ...raisedLimits.flatMap((limit) => ['--limit', limit]),
      ]),
    ),
};

export const naive: Contestant = {
  name: 'naive ws',
  server: 'naive',
  start: () => startServer([entry('./naive-server.ts')]),
};

export const naiveDurable: Contestant = {
  name: 'naive ws, a commit a message',
  server: 'naive',
  start: () => withFolder((folder) => startServer([entry('./naive-server.ts'), '--durable', folder])),
};

/** Databases lie on the disk the bench is started from (`TMPDIR`), and are gone afterwards. */
async function withFolder(start: (folder: string) => Promise<PinnedServer>): Promise<PinnedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-bench-'));
  const server = await start(folder);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function entry(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
