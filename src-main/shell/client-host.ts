import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, ServerId } from '#shared/domain/ids.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import type { ClientView } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import type { ChildProcess } from './child-process.ts';
import { keepProcess } from './kept-process.ts';

/** The process that holds the chat: kept running through crashes. */
export interface ClientHost<Child extends ChildProcess> {
  view(): ClientView;
  /** The process while it serves chat; null while there is none. */
  child(): Child | null;
  /** Calls back once it serves chat, at once if it does; with null where it does not start. */
  onceServing(listener: (child: Child | null) => void): void;
  /** Starts it where it does not run, also after it was given up. */
  start(): ClientView;
  /** The public key that this device has for the server, once the client serves chat; null where it is not to be had. */
  deviceKey(serverId: ServerId): Promise<DeviceKey | null>;
  wake(): void;
  setPresence(state: DevicePresence): void;
  close(): Promise<void>;
}

export interface ClientHostOptions<Child extends ChildProcess> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly dataFolder: string;
  readonly isDiscovering: boolean;
  readonly sealKey: SealKey;
  readonly spawn: () => Child;
  readonly onChange: (view: ClientView) => void;
  /** A new process: whoever wants to hear of it subscribes, before it opens anything. */
  readonly onControl: (control: RpcClient<ClientContract>) => void;
}

export function createClientHost<Child extends ChildProcess>(options: ClientHostOptions<Child>): ClientHost<Child> {
  const { clock, log } = options;
  let view: ClientView = { type: 'starting' };
  let serving: Child | null = null;
  let presence: DevicePresence | null = null;
  let waiting: readonly ((child: Child | null) => void)[] = [];

  function show(next: ClientView): void {
    view = next;
    options.onChange(view);
  }

  function tellWaiting(): void {
    const listeners = waiting;
    waiting = [];
    for (const listener of listeners) listener(serving);
  }

  const kept = keepProcess<Child, ClientContract, null>({
    name: 'client',
    clock,
    log,
    spawn: options.spawn,
    open: (control) => {
      options.onControl(control);
      const { dataFolder, isDiscovering, sealKey } = options;
      return control.call('client.open', { dataFolder, isDiscovering, sealKey });
    },
    onOpened: (_, child) => {
      serving = child;
      if (presence !== null) void kept.control()?.call('presence.set', { state: presence });
      show({ type: 'running' });
      tellWaiting();
    },
    onRestarting: () => {
      serving = null;
      show({ type: 'restarting' });
    },
    onFailed: (problem) => {
      serving = null;
      show({ type: 'failed', problem });
      tellWaiting();
    },
  });

  function onceServing(listener: (child: Child | null) => void): void {
    waiting = [...waiting, listener];
    if (serving !== null || view.type === 'failed') tellWaiting();
  }

  return {
    view: () => view,
    child: () => serving,
    onceServing,
    deviceKey: async (serverId) => {
      await new Promise(onceServing);
      const asked = await kept.control()?.call('client.deviceKey', { serverId });
      return asked?.ok === true ? asked.value : null;
    },
    start: () => {
      if (!kept.isKept()) {
        show({ type: 'starting' });
        kept.start();
      }
      return view;
    },
    wake: () => void kept.control()?.call('client.wake', {}),
    setPresence: (state) => {
      presence = state;
      void kept.control()?.call('presence.set', { state });
    },
    close: () => {
      serving = null;
      return kept.stop();
    },
  };
}
