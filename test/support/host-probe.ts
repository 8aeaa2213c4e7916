/**
 * A small program for the LAN tests: the server of a desktop, in a process of its own as there, without a window. Its arguments
 * are a data folder and a port. Prints what the window would show, JSON a line; a line on its input is a choice for a network.
 */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { present } from '#shared/assert.ts';
import type { NetworkChoice } from '#shared/ipc/network-view.ts';
import { silentLogger } from '#shared/logger.ts';
import { noHost } from '#main/shell/host-memory.ts';
import { nodeChildren } from '#main/shell/node-children.ts';
import { createServerHost } from '#main/shell/server-host.ts';
import { systemClock } from '#main/system-clock.ts';
import { ok } from '#shared/result.ts';
import { projectFolder } from '../../build/entries.ts';

const [, , folder, port] = process.argv;
const spawn = nodeChildren(pathToFileURL(join(projectFolder, 'dist', 'main', '/')));
const host = createServerHost({
  clock: systemClock,
  log: silentLogger,
  dataFolder: present(folder, 'a folder'),
  port: Number(present(port, 'a port')),
  hosts: [],
  isAdvertised: true,
  sealKey: null,
  memory: { read: () => noHost, write: () => ok(null) },
  spawn: () => spawn('server-process'),
  deviceKey: () => Promise.resolve(null),
  onChange: (view) => process.stdout.write(`${JSON.stringify(view)}\n`),
});

async function leave(): Promise<never> {
  await host.close();
  process.exit(0);
}

process.once('SIGTERM', () => void leave());
createInterface(process.stdin)
  .on('line', (line) => void host.chooseNetwork(JSON.parse(line) as NetworkChoice))
  .on('close', () => void leave());
await host.start('Nordlicht');
