/** `npm start`: Hallway in the browser of this computer, with its client and its server in processes of their own. */
import './refuse-other-node.mjs';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, CommanderError } from 'commander';
import { defaultPort } from '#shared/discovery/address.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { systemRandom } from './identity/system-random.ts';
import { bridgePorts } from './ipc/bridge-ports.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { sentenceForServe } from './serve-sentences.ts';
import { openBrowserDoor, type BrowserDoor } from './shell/browser-door.ts';
import { describeComputer } from './shell/computer.ts';
import { defaultDataFolder } from './shell/data-place.ts';
import { nodeChildren } from './shell/node-children.ts';
import { openOutside } from './shell/open-outside.ts';
import { readPageFiles } from './shell/page-files.ts';
import { createShell } from './shell/shell.ts';
import { systemClock } from './system-clock.ts';

interface ShellOptions {
  readonly data: string;
  readonly port: string;
  readonly serverPort: string;
  readonly serverHost: readonly string[];
  readonly discovery: boolean;
  readonly open: boolean;
}

const badInput = 2;

outliveOutput();
await run(parseOptions(process.argv));

async function run(options: ShellOptions): Promise<void> {
  const { data, discovery: isDiscovering } = options;
  keepFilesPrivate();
  const prepared = prepareDataFolder(data);
  if (!prepared.ok) quit(badInput, sentenceForServe(prepared.error));
  endOnFailure({ dataFolder: data, log: 'shell', heading: 'The shell ends.', sentence: null });
  const log = createLogger({ folder: join(data, 'logs'), name: 'shell' });
  const shell = createShell({
    ...{ clock: systemClock, log, dataFolder: data, isDiscovering, sealKey: null },
    ...{ serverPort: Number(options.serverPort), serverHosts: options.serverHost },
    spawn: nodeChildren(new URL('./', import.meta.url)),
    description: {
      ...describeComputer(ownVersion()),
      ...{ idleKnownBy: 'window', keysGuardedBy: 'file', frame: 'outside', staysIn: 'none' },
      logFolder: join(data, 'logs'),
    },
    openLink: openOutside,
    onClientRefused: (detail) => quit(badInput, detail),
  });
  const door = await openDoor(options, (name, port) => {
    const client = shell.client.child();
    if (name === 'shell') shell.service.serve(port);
    else if (client === null) port.close();
    else bridgePorts(port, client.openPort('chat'));
  });
  shell.host.resume();
  stopOnSignals([door, shell]);
  invite(door, options.open);
}

function openDoor(
  { port }: ShellOptions,
  onPort: Parameters<typeof openBrowserDoor>[0]['onPort'],
): Promise<BrowserDoor> {
  const files = readPageFiles(join(import.meta.dirname, '..', 'renderer'));
  return openBrowserDoor({ port: Number(port), random: systemRandom, files, onPort }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return quit(
      badInput,
      `--port: port ${port} of this computer cannot be used (${code}). Leave it out, or choose another.`,
    );
  });
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

function stopOnSignals(parts: readonly { close(): Promise<void> }[]): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) quit(1, 'Stopped at once, as asked a second time.');
      isStopping = true;
      void Promise.all(parts.map((part) => part.close())).then(() => process.exit(0));
    });
  }
}

/** The bundle lies two folders below it. */
function ownVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}

function parseOptions(argv: readonly string[]): ShellOptions {
  const collect = (value: string, values: readonly string[]) => [...values, value];
  const command = new Command('hallway')
    .description('Chat with the people on your network.')
    .option('--data <folder>', 'where your keys, history and settings are kept', defaultFolder())
    .option('--port <number>', 'the port of the page on 127.0.0.1; any if left out', '0')
    .option('--server-port <number>', 'the port of a server started here', String(defaultPort))
    .option(
      '--server-host <address>',
      'an IP address such a server listens on, as often as wanted; default all',
      collect,
      [],
    )
    .option('--no-discovery', 'neither look for servers on the network nor announce one')
    .option('--no-open', 'print the address and leave the browser alone')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  try {
    command.parse(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) process.exit(0);
    const message = error.message.replace(/^error: /u, '').replaceAll('\n', ' ');
    quit(badInput, `${message}. --help lists the options.`);
  }
  const options = command.opts<ShellOptions>();
  for (const [name, port] of [
    ['--port', options.port],
    ['--server-port', options.serverPort],
  ] as const) {
    if (!/^\d{1,5}$/u.test(port) || Number(port) > 65_535) quit(badInput, `${name}: "${port}" is no port.`);
  }
  return options;
}

function defaultFolder(): string {
  return defaultDataFolder(process.platform, homedir(), process.env);
}

function quit(exitCode: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}
