/** `npm run serve`: a chat server on plain Node, for a machine that is always on; and what is done with its data folder. */
import './refuse-other-node.mjs';
import { join } from 'node:path';
import { badInput } from '#shared/exit-code.ts';
import { formatAddress } from '#shared/discovery/address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import type { NetworkView } from '#shared/ipc/network-view.ts';
import { silentLogger, type Logger } from '#shared/logger.ts';
import { firstDoors, type Door } from '#shared/domain/door.ts';
import type { ClaimAnswer } from '#shared/ipc/server-control.ts';
import { claimSentences, doorWords, keyWords } from './entry-sentences.ts';
import { sentenceForTask } from './backup-sentences.ts';
import type { ServeConfig } from './config.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { createMdnsDiscovery } from './discovery/mdns.ts';
import { endOnFailure } from './end-on-failure.ts';
import { endWithNpm } from './end-with-npm.ts';
import { createFixedNetworks } from './fixed-networks.ts';
import { ownerProblem } from './folder-owner.ts';
import { folderUse } from './folder-use.ts';
import { problemOfLog, startHostedServer, type HostedServer } from './hosted-server.ts';
import { systemRandom } from './identity/system-random.ts';
import { createLogger } from './logging.ts';
import { createMetrics, serveMetrics, type Metrics } from './metrics.ts';
import { networkLines } from './network-lines.ts';
import { outliveOutput } from './outlive-output.ts';
import { readOwnVersion } from './own-version.ts';
import { parseServeCommand, type ServeCommand } from './serve-command.ts';
import { runServeTask } from './serve-tasks.ts';
import { readStoredName } from './stored-name.ts';
import { sentenceForStart } from './start-sentences.ts';
import { systemClock } from './system-clock.ts';

const crashed = 1;

outliveOutput();
keepFilesPrivate();
await run(parseServeCommand(process.argv.slice(2), { obstacle: ownerSentence, storedName: readStoredName }));

function ownerSentence(folder: string): string | null {
  const problem = ownerProblem(folder);
  return problem === null ? null : sentenceForTask(problem);
}

async function run(command: ServeCommand): Promise<void> {
  switch (command.type) {
    case 'serve':
      return serve(command.config);
    case 'task':
      return runTask(command);
    case 'help':
      return;
    case 'refused':
      return quit(badInput, command.sentence);
  }
}

async function serve(config: ServeConfig): Promise<void> {
  const { dataFolder, isAdvertised, isAnyFolder } = config;
  const use = folderUse(dataFolder);
  if (use === 'chat') {
    quit(badInput, `${dataFolder} is the folder of somebody's chat. Choose one for the server alone with --data.`);
  }
  const prepared = prepareDataFolder(dataFolder, { isAnyPlace: isAnyFolder });
  if (!prepared.ok) quit(badInput, sentenceForStart(prepared.error));
  const writeLine = (line: string) => process.stderr.write(`${line}\n`);
  const logger = createLogger({ folder: join(dataFolder, 'logs'), name: 'server', writeLine });
  const heading = 'The server stops, because it can no longer be relied on.';
  const fail = endOnFailure({ dataFolder, log: 'server', heading, sentence: null });
  const parts = { clock: systemClock, random: systemRandom };
  const discovery = isAdvertised ? createMdnsDiscovery({ ...parts, log: logger }) : null;
  const networks = createFixedNetworks({ clock: systemClock, policy: config.networks, hosts: config.hosts });
  let metrics: Metrics | null = null;
  const started = await startHostedServer({
    seal: null,
    firstDoor: firstDoors.alone,
    version: readOwnVersion(),
    ...parts,
    config,
    logger,
    discovery,
    networks,
    onAppended: ({ commands, appendMs }) => metrics?.observeAppend({ commands: commands.length, appendMs }),
    onFailed: fail,
  });
  if (!started.ok) quit(badInput, sentenceForStart(started.error));
  const host = started.value;
  const greeting = await greetingOf(host).catch((error: unknown) =>
    quit(badInput, sentenceForStart(problemOfLog(error, dataFolder))),
  );
  stopOnSignals(host, logger);
  if (config.metricsPort !== null) {
    metrics = createMetrics({
      stats: host.chat.stats,
      listener: () => host.listener.counters,
      commits: host.attendance.commits,
      care: host.attendance.care.status,
      verification: host.attendance.verifier.status,
      now: systemClock.now,
    });
    await openMetrics(metrics, config.metricsPort, logger);
  }
  tell(host, config, { ...greeting, networks: networks.view(), isNew: use === 'nobody' });
}

async function greetingOf(host: HostedServer) {
  return { door: await host.door(), claim: await host.claimLink() };
}

async function runTask({ task, dataFolder, isJson }: Extract<ServeCommand, { type: 'task' }>): Promise<void> {
  const options = { dataFolder, clock: systemClock, random: systemRandom, log: silentLogger };
  const done = await runServeTask(task, options);
  if (!done.ok) quit(badInput, done.error);
  process.stdout.write(`${isJson && done.value.json !== null ? JSON.stringify(done.value.json) : done.value.text}\n`);
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
  endWithNpm(process.env);
}

async function openMetrics(metrics: Metrics, port: number, logger: Logger): Promise<void> {
  const opened = await serveMetrics(metrics, port);
  if (!opened.ok) quit(badInput, `--metrics-port: port ${port} cannot be used (${opened.error.code}). Choose another.`);
  logger.info('Metrics are served.', { port: opened.value.port });
}

interface Greeting {
  readonly door: Door | null;
  readonly claim: ClaimAnswer;
  readonly networks: readonly NetworkView[];
  /** It has made its key just now. */
  readonly isNew: boolean;
}

/** On standard output alone: the link to become the owner by is a secret, and no log holds it. */
function tell(hosted: HostedServer, config: ServeConfig, { door, claim, networks, isNew }: Greeting): void {
  const { serverId, port, listener } = hosted;
  const addresses = hosted.addresses();
  const joinLine = formatJoinLine({ serverId, addresses, invite: null });
  const places = addresses.map(formatAddress);
  if (config.isJson) {
    const claimLink = claim.type === 'claimable' ? claim.link : null;
    const listening = { type: 'listening', serverId, addresses: places, port, joinLine, door, claimLink, networks };
    process.stdout.write(`${JSON.stringify(listening)}\n`);
    return;
  }
  const lines = [
    `${config.name} is up.`,
    `Server id  ${serverId}`,
    `Addresses  ${places.join('  ')}`,
    `Join line  ${joinLine}`,
    ...(door === null ? [] : [`Door       ${doorWords[door]}`]),
    ...networkLines(networks),
    ...(isNew ? [`Key        ${keyWords}`] : []),
  ];
  if (config.port !== 0 && port !== config.port) lines.push(`Port ${config.port} is taken, so it is ${port}.`);
  for (const host of listener.missingHosts) lines.push(`This machine does not have the address ${host}.`);
  if (claim.type !== 'owned') lines.push(claimSentences[claim.type]);
  if (claim.type === 'claimable') lines.push(claim.link);
  process.stdout.write(`${lines.join('\n')}\n`);
}
