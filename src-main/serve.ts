/** `npm run serve`: a chat server on plain Node, for a machine that is always on. */
import './refuse-other-node.mjs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { badInput } from '#shared/exit-code.ts';
import { formatAddress } from '#shared/discovery/address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { Logger } from '#shared/logger.ts';
import { parseServeArguments, type ServeArguments, type ServeConfig } from './config.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { createMdnsDiscovery } from './discovery/mdns.ts';
import { endOnFailure } from './end-on-failure.ts';
import { startHostedServer, type HostedServer } from './hosted-server.ts';
import { systemRandom } from './identity/system-random.ts';
import { createLogger } from './logging.ts';
import { createMetrics, serveMetrics, type Metrics } from './metrics.ts';
import { outliveOutput } from './outlive-output.ts';
import { sentenceForServe } from './serve-sentences.ts';
import { sentenceForStart } from './start-sentences.ts';
import { systemClock } from './system-clock.ts';

const crashed = 1;

outliveOutput();
await serve(readConfig(process.argv));

async function serve(config: ServeConfig): Promise<void> {
  const { dataFolder, isAdvertised } = config;
  keepFilesPrivate();
  const prepared = prepareDataFolder(dataFolder);
  if (!prepared.ok) quit(badInput, sentenceForStart(prepared.error));
  const writeLine = (line: string) => process.stderr.write(`${line}\n`);
  const logger = createLogger({ folder: join(dataFolder, 'logs'), name: 'server', writeLine });
  const heading = 'The server stops, because it can no longer be relied on.';
  const fail = endOnFailure({ dataFolder, log: 'server', heading, sentence: null });
  const parts = { clock: systemClock, random: systemRandom };
  const discovery = isAdvertised ? createMdnsDiscovery({ ...parts, log: logger }) : null;
  let metrics: Metrics | null = null;
  const started = await startHostedServer({
    seal: null,
    ...parts,
    config,
    logger,
    discovery,
    onAppended: ({ commands, appendMs }) => metrics?.observeAppend({ commands: commands.length, appendMs }),
    onFailed: fail,
  });
  if (!started.ok) quit(badInput, sentenceForStart(started.error));
  const host = started.value;
  stopOnSignals(host, logger);
  if (config.metricsPort !== null) {
    metrics = createMetrics({ stats: host.chat.stats, listener: () => host.listener.counters });
    await openMetrics(metrics, config.metricsPort, logger);
  }
  tell(host, config);
}

function readConfig(argv: readonly string[]): ServeConfig {
  const collect = (value: string, values: readonly string[] = []) => [...values, value];
  const command = new Command('serve')
    .description('Run a Hallway server for the people on this network.')
    .requiredOption('--data <folder>', 'where its key and everything said is kept; made if it is not there')
    .requiredOption('--name <name>', 'what people see')
    .option('--port <number>', 'default 7420; where it is taken, the next free one')
    .option('--host <address>', 'an IP address to listen on, as often as wanted; default all', collect)
    .option('--no-discovery', 'do not announce the server on the network')
    .option('--metrics-port <number>', 'serve /metrics for Prometheus on this port of 127.0.0.1')
    .option('--limit <name=number>', 'change a limit, as often as wanted (docs/deployment.md)', collect)
    .option('--json', 'say things in JSON, an object a line, for programs')
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
  const config = parseServeArguments(command.opts<ServeArguments>());
  return config.ok ? config.value : quit(badInput, sentenceForServe(config.error));
}

function quit(exitCode: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}

function stopOnSignals(host: HostedServer, logger: Logger): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) quit(crashed, 'Stopped at once, as asked a second time.');
      isStopping = true;
      logger.info('The server stops.', { signal });
      // A box that is always on is told to stop by whoever starts it again.
      void host.stop(signal === 'SIGINT' ? 'closing' : 'restarting').then(() => process.exit(0));
    });
  }
}

async function openMetrics(metrics: Metrics, port: number, logger: Logger): Promise<void> {
  const opened = await serveMetrics(metrics, port);
  if (!opened.ok) quit(badInput, `--metrics-port: port ${port} cannot be used (${opened.error.code}). Choose another.`);
  logger.info('Metrics are served.', { port: opened.value.port });
}

function tell({ serverId, addresses, port, listener }: HostedServer, config: ServeConfig): void {
  const joinLine = formatJoinLine({ serverId, addresses, invite: null });
  const places = addresses.map(formatAddress);
  if (config.isJson) {
    process.stdout.write(`${JSON.stringify({ type: 'listening', serverId, addresses: places, port, joinLine })}\n`);
    return;
  }
  const lines = [
    `${config.name} is open.`,
    `Server id  ${serverId}`,
    `Addresses  ${places.join('  ')}`,
    `Join line  ${joinLine}`,
  ];
  if (config.port !== 0 && port !== config.port) lines.push(`Port ${config.port} is taken, so it is ${port}.`);
  for (const host of listener.missingHosts) lines.push(`This machine does not have the address ${host}.`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
