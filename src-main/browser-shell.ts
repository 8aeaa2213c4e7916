/** Hallway in the browser of this computer, with its client and its server in processes of their own. */
import './refuse-other-node.mjs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { counted } from '#shared/counted.ts';
import { badInput } from '#shared/exit-code.ts';
import { prepareAppFolder } from './app-folder.ts';
import { parseAppArguments, type AppOptions } from './app-options.ts';
import { keepFilesPrivate } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { endWithNpm } from './end-with-npm.ts';
import { systemRandom } from './identity/system-random.ts';
import { bridgePorts } from './ipc/bridge-ports.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { readOwnVersion } from './own-version.ts';
import { sentenceForStart } from './start-sentences.ts';
import { openBrowserDoor, type BrowserDoor, type BrowserDoorOptions } from './shell/browser-door.ts';
import type { ChildProcess } from './shell/child-process.ts';
import type { ClientHost } from './shell/client-host.ts';
import { describeComputer } from './shell/computer.ts';
import { isOtherUser } from './shell/loopback-peer.ts';
import { nodeChildren } from './shell/node-children.ts';
import { openOutside } from './shell/open-outside.ts';
import { readPageFiles } from './shell/page-files.ts';
import { createShell, type Shell } from './shell/shell.ts';
import { systemClock } from './system-clock.ts';

outliveOutput();
const options = parseAppArguments(process.argv.slice(2));
if (options.type === 'help') process.exit(0);
if (options.type === 'refused') quit(badInput, options.sentence);
await run(options.value);

async function run(options: AppOptions): Promise<void> {
  const { data, isDiscovering } = options;
  keepFilesPrivate();
  const obstacle = prepareAppFolder(options);
  if (obstacle !== null) quit(badInput, obstacle);
  endOnFailure({ dataFolder: data, log: 'shell', heading: 'The shell ends.', sentence: null });
  const log = createLogger({ folder: join(data, 'logs'), name: 'shell' });
  const shell = createShell({
    clock: systemClock,
    log,
    dataFolder: data,
    isDiscovering,
    sealKey: null,
    serverPort: options.serverPort,
    serverHosts: options.serverHosts,
    spawn: nodeChildren(new URL('./', import.meta.url)),
    description: {
      ...describeComputer(readOwnVersion()),
      idleKnownBy: 'window',
      keysGuardedBy: 'file',
      frame: 'outside',
      staysIn: 'none',
      logFolder: join(data, 'logs'),
    },
    openLink: openOutside,
  });
  const parts: { close(): Promise<void> }[] = [shell];
  stopOnSignals(parts, () => sayGoodbye(shell));
  shell.start();
  await openChat(shell.client, data);
  const door = await openDoor(options, {
    ready: async (name) => {
      if (name === 'chat') await new Promise<unknown>((resolve) => shell.client.onceServing(resolve));
    },
    onPort: (name, port) => {
      const client = shell.client.child();
      if (name === 'shell') shell.service.serve(port);
      else if (client === null) port.close();
      else bridgePorts(port, client.openPort('chat'));
    },
  });
  parts.push(door);
  invite(door, options.isOpening);
}

/**
 * Nobody is invited to a chat that is not there: where it cannot be opened, the program says why and ends. One that was open
 * once, or that keeps ending, can be tried again from the window.
 */
async function openChat(client: ClientHost<ChildProcess>, dataFolder: string): Promise<void> {
  await new Promise<unknown>((resolve) => client.onceServing(resolve));
  const view = client.view();
  if (view.type !== 'failed' || view.problem.type === 'keeps_ending') return;
  quit(
    badInput,
    view.problem.type === 'folder_in_use' ? alreadyOpen(dataFolder, view.problem) : sentenceForStart(view.problem),
  );
}

function alreadyOpen(dataFolder: string, { pid }: { readonly pid: number | null }): string {
  const where = pid === null ? '' : ` (process ${pid} holds the chat)`;
  return `Hallway is open already with ${dataFolder}${where}: go to its window or its terminal, or choose another folder with --data.`;
}

function isForeign(socket: Socket): boolean {
  return isOtherUser(socket, process.getuid?.() ?? null);
}

function openDoor({ port }: AppOptions, ends: Pick<BrowserDoorOptions, 'ready' | 'onPort'>): Promise<BrowserDoor> {
  const files = readPageFiles(join(import.meta.dirname, '..', 'renderer'));
  return openBrowserDoor({ port, random: systemRandom, clock: systemClock, files, isForeign, ...ends }).catch(
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return quit(
        badInput,
        `--port: port ${port} of this computer cannot be used (${code}). Leave it out, or choose another.`,
      );
    },
  );
}

/** Prints an address that works once, and another for each Enter. */
function invite(door: BrowserDoor, isOpening: boolean): void {
  const address = door.newAddress();
  process.stdout.write(
    `Hallway is open at ${address}\nThe address works once. Press Enter for a new one, Ctrl+C to end.\n`,
  );
  if (isOpening) void openOutside(new URL(address));
  createInterface({ input: process.stdin }).on('line', () => {
    process.stdout.write(`${door.newAddress()}\n`);
  });
}

function stopOnSignals(parts: readonly { close(): Promise<void> }[], announce: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) quit(1, 'Stopped at once, as asked a second time.');
      isStopping = true;
      void announce()
        .then(() => Promise.all(parts.map((part) => part.close())))
        .then(() => process.exit(0));
    });
  }
  endWithNpm(process.env);
}

/** The terminal says how many are in the server that closes. */
async function sayGoodbye(shell: Pick<Shell<ChildProcess>, 'peopleHere'>): Promise<void> {
  const count = (await shell.peopleHere())?.count ?? 0;
  if (count === 0) return;
  process.stdout.write(`The server closes: ${counted(count, 'person is', 'people are')} told.\n`);
}

function quit(exitCode: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}
