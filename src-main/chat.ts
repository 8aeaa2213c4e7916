/** `npm run chat`: a client and its terminal in one process, for people and for scripts. */
import './refuse-other-node.mjs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import { parseName } from '#shared/domain/name.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { openChatProgram } from './chat-program.ts';
import type { ChatClient } from './client/chat-client.ts';
import { commandLineSentence } from './command-line-sentence.ts';
import { keepFilesPrivate } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { endWithNpm } from './end-with-npm.ts';
import { checkFolderPlace } from './folder-place.ts';
import { folderUse } from './folder-use.ts';
import { linkedPorts } from './ipc/linked-ports.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { sentenceForStart } from './start-sentences.ts';
import { systemClock } from './system-clock.ts';
import { sentenceFor } from './terminal/english.ts';
import { knownName } from './terminal/known-name.ts';
import { runTerminal, type TerminalEnd } from './terminal/run-terminal.ts';

interface ChatOptions {
  readonly data: string;
  /** What others see on servers that are new; without it, what they saw on the server joined last. */
  readonly name?: string;
  readonly server?: string;
  readonly json?: true;
  readonly wait: string;
  readonly discovery: boolean;
  readonly anyFolder?: true;
}

const nameNeeded = '--name: Say what others see. It is needed until you have joined a server.';
const failureSentence =
  'Something went wrong inside Hallway, and it ends. What you wrote is kept; logs/client.log says more.';

outliveOutput();
const end = await run(process.argv);
if (end.sentence !== null) process.stderr.write(`${end.sentence}\n`);
// Standard input may still be waited for; everything written has left already.
process.exit(end.exitCode);

async function run(argv: readonly string[]): Promise<TerminalEnd> {
  const options = parseOptions(argv);
  if (!options.ok) return options.error;
  const { data, discovery: isDiscovering } = options.value;
  const stop = stopOnSignals();
  keepFilesPrivate();
  const place = options.value.anyFolder === true ? ok(null) : checkFolderPlace(data);
  if (!place.ok) return badInput(sentenceForStart(place.error));
  const use = folderUse(data);
  if (use === 'server') return badInput(`--data: ${data} is the folder of a server. Name another one for your chat.`);
  if (use === 'nobody' && nameFrom(options.value) === null) return badInput(nameNeeded);
  const log = createLogger({ folder: join(data, 'logs'), name: 'client' });
  const onFailed = endOnFailure({
    dataFolder: data,
    log: 'client',
    heading: 'Hallway ends.',
    sentence: failureSentence,
  });
  const program = await openChatProgram({ dataFolder: data, isDiscovering, seal: null, log, onFailed });
  if (!program.ok) return badInput(sentenceForStart(program.error));
  const ended = await showTerminal(program.value.client, options.value, stop);
  await program.value.close();
  return ended;
}

async function showTerminal(client: ChatClient, options: ChatOptions, stop: AbortController): Promise<TerminalEnd> {
  const displayName = nameFrom(options) ?? (await nameAtLastServer(client));
  if (displayName === null) return badInput(nameNeeded);
  const { stdin: input, stdout: output, env } = process;
  const [port, served] = linkedPorts();
  client.serve(served);
  const isLive = input.isTTY && output.isTTY && env['TERM'] !== 'dumb';
  return runTerminal({
    port,
    clock: systemClock,
    input,
    output,
    isLive,
    isColour: isLive && (env['NO_COLOR'] ?? '') === '',
    isJson: options.json === true,
    displayName,
    target: options.server ?? null,
    waitMs: Number(options.wait) * 1000,
    stop,
  });
}

/** What others see on servers that are new; whoever links a device is called there as they are on their others. */
function nameFrom({ name, server }: ChatOptions): string | null {
  const link = parseJoinLine(server ?? '');
  return name ?? (link.ok ? link.value.linksTo : null);
}

async function nameAtLastServer(client: ChatClient): Promise<string | null> {
  const [port, served] = linkedPorts();
  client.serve(served);
  return knownName(port);
}

function parseOptions(argv: readonly string[]): Result<ChatOptions, TerminalEnd> {
  const command = new Command('chat')
    .description('Chat on the local network, from a terminal.')
    .requiredOption('--data <folder>', 'required: where your keys and history are kept')
    .option('--name <name>', 'what others see on servers that are new to you; required until one was joined')
    .option('--server <which>', 'server id, address or join line')
    .option('--json', 'for scripts: a command a line in, an event a line out')
    .option('--wait <seconds>', 'how long a script waits for what it needs', '30')
    .option('--no-discovery', 'do not look for servers on the network')
    .option('--any-folder', 'take a data folder on a network or in a synced folder all the same')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  try {
    command.parse(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return err({ exitCode: 0, sentence: null });
    return err(badInput(commandLineSentence(error, process.env)));
  }
  return checkOptions(command.opts());
}

function checkOptions(options: ChatOptions): Result<ChatOptions, TerminalEnd> {
  const name = options.name === undefined ? null : parseName(options.name);
  if (name?.ok === false) return err(badInput(`--name: ${sentenceFor(name.error, { server: '', room: '' })}`));
  if (options.data === '') return err(badInput('--data: Name a folder.'));
  if (!/^\d{1,6}(\.\d+)?$/u.test(options.wait)) return err(badInput('--wait: Give a number of seconds.'));
  return ok(name === null ? options : { ...options, name: name.value });
}

function badInput(sentence: string): TerminalEnd {
  return { exitCode: 2, sentence };
}

function stopOnSignals(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  endWithNpm(process.env);
  return stop;
}
