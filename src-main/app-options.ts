import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { defaultPort } from '#shared/discovery/address.ts';
import { parseHosts } from './config.ts';
import { commandLineSentence } from './command-line-sentence.ts';
import { defaultDataFolder } from './shell/data-place.ts';

/** What the app was asked for on its command line, in a window of its own or in a browser. */
export interface AppOptions {
  readonly data: string;
  /** Of the page on 127.0.0.1, which only a browser needs; 0 lets the system choose. */
  readonly port: number;
  readonly serverPort: number;
  readonly serverHosts: readonly string[];
  readonly isDiscovering: boolean;
  readonly isOpening: boolean;
  /** Whether the data folder may lie on a network or in a synced folder. */
  readonly isAnyFolder: boolean;
}

export type AppArguments =
  | { readonly type: 'options'; readonly value: AppOptions }
  /** It was printed. */
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly sentence: string };

interface Typed {
  readonly data: string;
  readonly port: string;
  readonly serverPort: string;
  readonly serverHost: readonly string[];
  readonly discovery: boolean;
  readonly open: boolean;
  readonly anyFolder?: true;
}

const maxPort = 65_535;

/** `isLenient` lets pass what is meant for Chromium, or is a link that was opened. */
export function parseAppArguments(args: readonly string[], { isLenient = false } = {}): AppArguments {
  const command = appCommand().allowUnknownOption(isLenient).allowExcessArguments(isLenient);
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: 'help' };
    return { type: 'refused', sentence: commandLineSentence(error) };
  }
  return read(command.opts<Typed>());
}

function appCommand(): Command {
  const collect = (value: string, values: readonly string[]) => [...values, value];
  return new Command('hallway')
    .description('Chat with the people on your network.')
    .option('--data <folder>', 'where your keys, history and settings are kept', defaultFolder())
    .option('--browser', 'open in the browser of this computer, and not in a window of its own')
    .addOption(new Option('--port <number>', 'the port of the page on 127.0.0.1').default('0', 'any that is free'))
    .option('--server-port <number>', 'the port of a server started here', String(defaultPort))
    .addOption(
      new Option('--server-host <address>', 'an IP address such a server listens on, as often as wanted')
        .default([], 'all')
        .argParser(collect),
    )
    .option('--no-discovery', 'neither look for servers on the network nor announce one')
    .option('--no-open', 'print the address and leave the browser alone')
    .option('--any-folder', 'take a data folder on a network or in a synced folder all the same')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
}

function read(typed: Typed): AppArguments {
  const ports = [
    ['--port', typed.port],
    ['--server-port', typed.serverPort],
  ] as const;
  for (const [name, port] of ports) {
    if (!/^\d{1,5}$/u.test(port) || Number(port) > maxPort) {
      return { type: 'refused', sentence: `${name}: "${port}" is no port.` };
    }
  }
  const hosts = parseHosts(typed.serverHost);
  if (!hosts.ok) {
    const sentence = `--server-host: "${hosts.error.typed}" is no IP address of a machine. Leave it out to listen on all of them.`;
    return { type: 'refused', sentence };
  }
  return {
    type: 'options',
    value: {
      data: resolve(typed.data),
      port: Number(typed.port),
      serverPort: Number(typed.serverPort),
      serverHosts: hosts.value,
      isDiscovering: typed.discovery,
      isOpening: typed.open,
      isAnyFolder: typed.anyFolder === true,
    },
  };
}

function defaultFolder(): string {
  return defaultDataFolder(process.platform, homedir(), process.env);
}
