/** The server's process in the app: opens one server when it is told to, and ends when it is told to or left alone. */
import { join } from 'node:path';
import { formatAddress } from '#shared/discovery/address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { firstDoors } from '#shared/domain/door.ts';
import { hostCalls, type HostContract, type HostReach, type OpenedHost } from '#shared/ipc/host-control.ts';
import { serveRpc, type RpcHandlers, type RpcServer } from '#shared/ipc/rpc.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { openChosenNetworks, type ChosenNetworks } from './chosen-networks.ts';
import { parseServeArguments, type ServeArguments } from './config.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { createMdnsDiscovery } from './discovery/mdns.ts';
import { systemSurroundings } from './discovery/surroundings.ts';
import { endOnFailure } from './end-on-failure.ts';
import { startHostedServer, type HostedServer } from './hosted-server.ts';
import { parseSealKey } from './identity/key-seal.ts';
import { systemRandom } from './identity/system-random.ts';
import { openParentChannel } from './ipc/parent-channel.ts';
import { leaveTerminalSignals } from './leave-signals.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { readOwnVersion } from './own-version.ts';
import { sentenceForServe } from './serve-sentences.ts';
import { setFolderAside } from './storage/set-folder-aside.ts';
import { systemClock } from './system-clock.ts';

keepFilesPrivate();
outliveOutput();
leaveTerminalSignals();
let hosted: HostedServer | null = null;
let networks: ChosenNetworks | null = null;
let served: RpcServer<HostContract> | null = null;

const handlers: RpcHandlers<HostContract> = {
  'host.open': ({ dataFolder, name, port, hosts, isAdvertised, sealKey }) =>
    open({ data: dataFolder, name, port: String(port), host: hosts, discovery: isAdvertised }, sealKey),
  'host.setAside': ({ dataFolder }) => Promise.resolve(setFolderAside(dataFolder, systemClock.now())),
  'host.claim': async ({ device }) => {
    await hosted?.claims.byDevice(device);
    return ok(null);
  },
  'host.connected': () => Promise.resolve(ok(hosted?.chat.connected() ?? [])),
  'host.status': async () => ok((await hosted?.attendance.status()) ?? null),
  'host.goOn': async () => ok((await hosted?.chat.goOn()) ?? false),
  'host.reopen': async () => ok((await hosted?.attendance.reopenAll()) ?? 0),
  'host.chooseNetwork': async ({ networkId, isServed }) => ok(networks?.choose(networkId, isServed) ?? false),
  'host.sleep': async () => {
    await hosted?.chat.sleep();
    return ok(null);
  },
  'host.wake': () => {
    hosted?.chat.wake();
    return Promise.resolve(ok(null));
  },
  'host.close': async ({ reason }) => {
    const own = hosted;
    hosted = null;
    await own?.stop(reason);
    // The answer leaves first.
    setImmediate(() => parent.leave());
    return ok(null);
  },
};

const parent = openParentChannel();
parent.onPort((_name, port) => {
  served = serveRpc<HostContract>(port, {
    calls: hostCalls,
    handlers,
    onBug: (error) => {
      throw error;
    },
  });
});
parent.onLeft(() => {
  void leave();
});

async function open(typed: ServeArguments, sealKey: string | null): Promise<Result<OpenedHost, StartProblem>> {
  const config = parseServeArguments(typed);
  if (!config.ok) return err({ type: 'start_refused', detail: sentenceForServe(config.error) });
  const { dataFolder, name, isAdvertised } = config.value;
  // It lies in the folder of the program, which was looked at when that started.
  const prepared = prepareDataFolder(dataFolder, { isAnyPlace: true });
  if (!prepared.ok) return prepared;
  const heading = 'The server stops, because it can no longer be relied on.';
  const fail = endOnFailure({ dataFolder, log: 'server', heading, sentence: null });
  const logger = createLogger({ folder: join(dataFolder, 'logs'), name: 'server' });
  const parts = { clock: systemClock, random: systemRandom, seal: parseSealKey(sealKey) };
  const discovery = isAdvertised ? createMdnsDiscovery({ ...parts, log: logger }) : null;
  const access = await openChosenNetworks({
    ...parts,
    log: logger,
    folder: dataFolder,
    hosts: config.value.hosts,
    surroundings: systemSurroundings(process.platform, process.env),
  });
  networks = access;
  const started = await startHostedServer({
    ...parts,
    version: readOwnVersion(),
    firstDoor: firstDoors.desktop,
    config: config.value,
    logger,
    discovery,
    networks: access,
    onFailed: fail,
    onReached: () => served?.emit('host.reached', {}),
    onAlarm: (alarm) => served?.emit('host.alarmed', { alarm }),
    onHealing: tellHealing,
  });
  if (!started.ok) {
    access.close();
    return started;
  }
  const opened = started.value;
  hosted = opened;
  tellHealing();
  access.onChange(() => served?.emit('host.moved', reachOf(opened, access)));
  const { serverId, port } = hosted;
  return ok({ serverId, name, port, ...reachOf(opened, access) });
}

function reachOf({ serverId, addresses }: HostedServer, access: ChosenNetworks): HostReach {
  const joinLine = formatJoinLine({ serverId, addresses: addresses(), invite: null });
  return { addresses: addresses().map(formatAddress), joinLine, networks: access.view() };
}

/** Of a log that never lost anything there is nothing to tell. */
function tellHealing(): void {
  hosted?.chat.healing().then(
    (healing) => {
      if (healing.epoch > 1) served?.emit('host.healing', healing);
    },
    // A log that does not answer ends the process, and says so itself.
    () => undefined,
  );
}

/** Whoever started this process is gone: everybody is told, and it ends. */
async function leave(): Promise<void> {
  const own = hosted;
  hosted = null;
  await own?.stop('closing');
  process.exit(0);
}
