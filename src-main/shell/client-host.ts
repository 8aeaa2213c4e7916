import type { Clock } from '#shared/clock.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { ClientContract, ClientControlError } from '#shared/ipc/client-control.ts';
import { createRpcClient, type RpcClient, type RpcError } from '#shared/ipc/rpc.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import type { ClientView } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import type { ChildProcess } from './child-process.ts';
import { superviseProcess, type Supervisor } from './supervisor.ts';

/** The process that holds the chat: kept running through crashes. */
export interface ClientHost<Child extends ChildProcess> {
  view(): ClientView;
  /** The process while it serves chat; null while there is none. */
  child(): Child | null;
  /** Calls back once it serves chat, at once if it does; with null where it does not start. */
  onceServing(listener: (child: Child | null) => void): void;
  /** Starts it where it does not run, also after it was given up. */
  start(): ClientView;
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
  /** It cannot be opened: a folder in use, a disk that is full. */
  readonly onRefused?: (detail: string) => void;
  /** A new process: whoever wants to hear of it subscribes, before it opens anything. */
  readonly onControl: (control: RpcClient<ClientContract>) => void;
}

export function createClientHost<Child extends ChildProcess>(options: ClientHostOptions<Child>): ClientHost<Child> {
  const { clock, log } = options;
  let view: ClientView = { type: 'starting' };
  let supervisor: Supervisor | null = null;
  let control: RpcClient<ClientContract> | null = null;
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

  function end(): Promise<void> {
    const last = supervisor;
    [supervisor, control, serving] = [null, null, null];
    return last?.stop() ?? Promise.resolve();
  }

  function fail(detail: string): void {
    void end();
    show({ type: 'failed', detail });
    tellWaiting();
  }

  async function open(child: Child): Promise<void> {
    const own = createRpcClient<ClientContract>(child.openPort('control'));
    control = own;
    options.onControl(own);
    const { dataFolder, isDiscovering, sealKey } = options;
    const answer = await own.call('client.open', { dataFolder, isDiscovering, sealKey });
    if (control !== own) return;
    if (answer.ok) {
      serving = child;
      if (presence !== null) void own.call('presence.set', { state: presence });
      show({ type: 'running' });
      tellWaiting();
      // A process that died meanwhile is its supervisor's matter.
    } else if (answer.error.type !== 'port_closed') {
      const detail = detailOf(answer.error);
      fail(detail);
      options.onRefused?.(detail);
    }
  }

  function run(): void {
    supervisor = superviseProcess({
      ...{ name: 'client', clock, log, spawn: options.spawn },
      onStarted: (child) => void open(child),
      onRestarting: () => {
        [control, serving] = [null, null];
        show({ type: 'restarting' });
      },
      onGivenUp: () => {
        fail('The client ended five times within a minute.');
      },
    });
  }

  return {
    view: () => view,
    child: () => serving,
    onceServing: (listener) => {
      waiting = [...waiting, listener];
      if (serving !== null || view.type === 'failed') tellWaiting();
    },
    start: () => {
      if (supervisor === null) {
        show({ type: 'starting' });
        run();
      }
      return view;
    },
    wake: () => void control?.call('client.wake', {}),
    setPresence: (state) => {
      presence = state;
      void control?.call('presence.set', { state });
    },
    close: end,
  };
}

function detailOf(error: ClientControlError | RpcError): string {
  return 'detail' in error ? error.detail : JSON.stringify(error);
}
