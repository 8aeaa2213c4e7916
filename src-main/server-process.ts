/** The server's process in the app: opens one server when it is told to, and ends when it is told to or left alone. */
import { join } from 'node:path';
import { formatAddress } from '#shared/discovery/address.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { firstDoors } from '#shared/domain/door.ts';
import { hostCalls, type HostContract, type OpenedHost } from '#shared/ipc/host-control.ts';
import { serveRpc, type RpcHandlers } from '#shared/ipc/rpc.ts';
import type { HealingStatus } from '#shared/ipc/healing-status.ts';
import type { ServerAlarm } from '#shared/ipc/server-alarm.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { parseServeArguments, type ServeArguments } from './config.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { createMdnsDiscovery } from './discovery/mdns.ts';
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
let onReached: () => void = () => undefined;
let onHealing: (healing: HealingStatus) => void = () => undefined;
let onAlarm: (alarm: ServerAlarm | null) => void = () => undefined;

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
  const served = serveRpc<HostContract>(port, {
    calls: hostCalls,
    handlers,
    onBug: (error) => {
      throw error;
    },
  });
  onReached = () => {
    served.emit('host.reached', {});
  };
  onHealing = (healing) => {
    served.emit('host.healing', healing);
  };
  onAlarm = (alarm) => {
    served.emit('host.alarmed', { alarm });
  };
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
  const started = await startHostedServer({
    ...parts,
    version: readOwnVersion(),
    firstDoor: firstDoors.desktop,
    config: config.value,
    logger,
    discovery,
    onFailed: fail,
    onReached,
    onAlarm,
    onHealing: tellHealing,
  });
  if (!started.ok) return started;
  hosted = started.value;
  tellHealing();
  const { serverId, addresses, port } = hosted;
  const joinLine = formatJoinLine({ serverId, addresses, invite: null });
  return ok({ serverId, name, addresses: addresses.map(formatAddress), port, joinLine });
}

/** Of a log that never lost anything there is nothing to tell. */
function tellHealing(): void {
  hosted?.chat.healing().then(
    (healing) => {
      if (healing.epoch > 1) onHealing(healing);
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
