import { join } from 'node:path';
import type { Clock } from '#shared/clock.ts';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import {
  firstSettings,
  settingsSchema,
  type ClientView,
  type ConnectedPeople,
  type Settings,
  type ShellDescription,
} from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import type { ChildProcess, SpawnChild } from './child-process.ts';
import { createClientHost, type ClientHost } from './client-host.ts';
import { connectedPeople } from './connected-people.ts';
import { hostMemorySchema, noHost } from './host-memory.ts';
import { jsonFile, type JsonFile } from './json-file.ts';
import { createServerHost, type ServerHost } from './server-host.ts';
import { createPageEndings } from './page-endings.ts';
import { createShellService, type ShellService, type ShellServiceOptions } from './shell-service.ts';

/** What is around the chat in every window, put together: both processes, the settings, and what answers windows. */
export interface Shell<Child extends ChildProcess> {
  readonly service: ShellService;
  readonly client: ClientHost<Child>;
  readonly host: ServerHost;
  readonly settings: JsonFile<Settings>;
  /** Who else is in the server of this computer; null where that is not known, which is not nobody. */
  peopleHere(): Promise<ConnectedPeople | null>;
  /** Starts the client, and the server if it was running when the program was last closed. */
  start(): void;
  /** Says goodbye to everybody, and ends both processes. */
  close(): Promise<void>;
}

export interface ShellOptions<Child extends ChildProcess> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly dataFolder: string;
  readonly isDiscovering: boolean;
  readonly serverPort: number;
  readonly serverHosts: readonly string[];
  readonly sealKey: SealKey;
  readonly spawn: SpawnChild<Child>;
  readonly description: ShellDescription;
  readonly openLink: ShellServiceOptions['openLink'];
  readonly saveFile?: ShellServiceOptions['saveFile'];
  readonly onAnswer?: ShellServiceOptions['onAnswer'];
  readonly onMenu?: ShellServiceOptions['onMenu'];
  readonly onClientChange?: (view: ClientView) => void;
  readonly onClientControl?: (control: RpcClient<ClientContract>) => void;
  readonly onSettings?: (settings: Settings) => void;
  readonly onHostChange?: () => void;
}

export function createShell<Child extends ChildProcess>(options: ShellOptions<Child>): Shell<Child> {
  const { clock, log, dataFolder, isDiscovering, sealKey, spawn } = options;
  const settings = jsonFile(join(dataFolder, 'settings.json'), settingsSchema, firstSettings);
  const client = createClientHost({
    clock,
    log,
    isDiscovering,
    sealKey,
    dataFolder: join(dataFolder, 'client'),
    spawn: () => spawn('client-process'),
    onChange: (view) => {
      service.emit('client.changed', view);
      options.onClientChange?.(view);
    },
    onControl: (control) => options.onClientControl?.(control),
  });
  const host = createServerHost({
    clock,
    log,
    sealKey,
    isAdvertised: isDiscovering,
    dataFolder: join(dataFolder, 'server'),
    port: options.serverPort,
    hosts: options.serverHosts,
    memory: jsonFile(join(dataFolder, 'host.json'), hostMemorySchema, noHost),
    spawn: () => spawn('server-process'),
    deviceKey: client.deviceKey,
    onChange: (view) => {
      service.emit('host.changed', view);
      options.onHostChange?.();
    },
  });
  const peopleHere: Shell<Child>['peopleHere'] = async () => {
    const view = host.view();
    if (view.type !== 'running') return { names: [], count: 0 };
    return connectedPeople({ clock, connected: host.connected, client: client.child(), serverId: view.serverId });
  };
  const endings = createPageEndings(clock);
  const onPageEnded = endings.ended;
  const service = createShellService({ ...options, settings, host, client, peopleHere, onPageEnded });
  return {
    service,
    client,
    host,
    settings,
    peopleHere,
    start: () => {
      client.start();
      host.resume();
    },
    close: async () => {
      service.emit('program.ending', {});
      await endings.wait(service.pages());
      await Promise.all([host.close(), client.close()]);
    },
  };
}
