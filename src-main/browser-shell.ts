/** `npm start`: Hallway in the browser of this computer, with its client and its server in processes of their own. */
import './refuse-other-node.mjs';
import { readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, CommanderError } from 'commander';
import { defaultPort } from '#shared/discovery/address.ts';
import { settingsSchema } from '#shared/ipc/shell-api.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { systemRandom } from './identity/system-random.ts';
import { bridgePorts } from './ipc/bridge-ports.ts';
import { carryPorts } from './ipc/carried-ports.ts';
import { processPort } from './ipc/process-port.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { sentenceForServe } from './serve-sentences.ts';
import { openBrowserDoor, type BrowserDoor } from './shell/browser-door.ts';
import { defaultDataFolder } from './shell/data-place.ts';
import { hostMemorySchema, noHost } from './shell/host-memory.ts';
import { jsonFile } from './shell/json-file.ts';
import { nodeChildren } from './shell/node-children.ts';
import { openOutside } from './shell/open-outside.ts';
import { readPageFiles } from './shell/page-files.ts';
import { createServerHost, type ServerHost } from './shell/server-host.ts';
import { createShellService } from './shell/shell-service.ts';
import { superviseProcess, type Supervisor } from './shell/supervisor.ts';
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
const firstSettings = { displayName: null, language: null, theme: 'system', sendKey: 'enter' } as const;

outliveOutput();
await run(parseOptions(process.argv));

async function run(options: ShellOptions): Promise<void> {
  const { data, discovery: isDiscovering } = options;
  keepFilesPrivate();
  const prepared = prepareDataFolder(data);
  if (!prepared.ok) quit(badInput, sentenceForServe(prepared.error));
  endOnFailure({ dataFolder: data, log: 'shell', heading: 'The shell ends.', sentence: null });
  const log = createLogger({ folder: join(data, 'logs'), name: 'shell' });
  const spawnChild = nodeChildren(new URL('./', import.meta.url), processPort);
  const quiet = isDiscovering ? [] : ['--no-discovery'];

  let openChatPort: ReturnType<typeof carryPorts> | null = null;
  const client = superviseProcess({
    ...{ name: 'client', clock: systemClock, log },
    spawn: () => spawnChild('client-process', ['--data', join(data, 'client'), ...quiet]),
    onStarted: ({ port }) => {
      openChatPort = carryPorts(port);
    },
    onRestarting: () => {
      openChatPort = null;
    },
    onGivenUp: (how) => {
      quit(how.code ?? 1, 'Hallway cannot go on.');
    },
  });
  const host = createServerHost({
    ...{
      clock: systemClock,
      log,
      isAdvertised: isDiscovering,
      port: Number(options.serverPort),
      hosts: options.serverHost,
    },
    dataFolder: join(data, 'server'),
    memory: jsonFile(join(data, 'host.json'), hostMemorySchema, noHost),
    spawn: () => spawnChild('server-process', []),
    onChange: (view) => {
      shell.emit('host.changed', view);
    },
  });
  const shell = createShellService({
    log,
    description: describe(),
    settings: jsonFile(join(data, 'settings.json'), settingsSchema, firstSettings),
    host,
    openLink: openOutside,
  });
  const door = await openDoor(options, (name, port) => {
    if (name === 'shell') shell.serve(port);
    else if (openChatPort === null) port.close();
    else bridgePorts(port, openChatPort());
  });
  host.resume();
  stopOnSignals([door, host], client);
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

function stopOnSignals(parts: readonly Pick<BrowserDoor | ServerHost, 'close'>[], client: Supervisor): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) quit(1, 'Stopped at once, as asked a second time.');
      isStopping = true;
      void Promise.all([...parts.map((part) => part.close()), client.stop()]).then(() => process.exit(0));
    });
  }
}

function describe() {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  return { version: ownVersion(), platform, userName: userInfo().username, hostName: hostname() } as const;
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
