import type {
  ChatCallName,
  ChatContract,
  ChatError,
  ChatEvents,
  ChatParams,
  ChatResults,
} from '#shared/ipc/chat-api.ts';
import { createRpcClient, type RpcClient, type RpcError } from '#shared/ipc/rpc.ts';
import type { Logger } from '#shared/logger.ts';
import type { Result } from '#shared/result.ts';
import { createChatClient, type ChatClient } from '#main/client/chat-client.ts';
import type { SignatureVerifier } from '#main/identity/signature-verifier.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import type { FakeClock } from '#test/support/fake-clock.ts';
import type { DeviceDisk } from './device-disk.ts';
import type { Dice } from './dice.ts';
import { createProcessClock, type ProcessClock, type WallClock } from './process-clock.ts';
import type { SimNetwork } from './sim-network.ts';
import { createStorageLane, type StorageLane } from './storage-lane.ts';

/** One person's machine: its disk outlives the client processes on it. */
export interface SimClient {
  readonly name: string;
  /** One of two machines with the same key: it is gone before all is healed. */
  readonly isTwin: boolean;
  readonly disk: DeviceDisk;
  readonly wall: WallClock;
  readonly state: 'down' | 'starting' | 'up' | 'closing';
  readonly lane: StorageLane | null;
  readonly leftTimers: number;
  /** Off the network: nothing can be dialled. */
  isBlocked: boolean;
  start(): void;
  quit(): void;
  crash(isSilent: boolean): void;
  wake(): void;
  /** Asks over the port; the answer never comes where the process dies before. */
  call<Name extends ChatCallName>(name: Name, params: ChatParams<Name>, then?: (answer: Answer<Name>) => void): void;
}

export type Answer<Name extends ChatCallName> = Result<ChatResults[Name], ChatError | RpcError>;

/** What a client shows, as it shows it. */
export interface ClientWatcher {
  /** A process is there, and shows what it has on disk. */
  started(client: SimClient): void;
  told<Name extends keyof ChatEvents>(client: SimClient, name: Name, event: ChatEvents[Name]): void;
}

export interface SimClientOptions extends Pick<SimClient, 'name' | 'isTwin' | 'disk'> {
  readonly dice: Dice;
  readonly timeline: FakeClock;
  readonly network: SimNetwork;
  readonly logger: Logger;
  readonly watcher: ClientWatcher;
  readonly verifier: SignatureVerifier;
  readonly onFailed: (error: unknown) => void;
}

interface Process {
  readonly clock: ProcessClock;
  readonly lane: StorageLane;
  client: ChatClient | null;
  api: RpcClient<ChatContract> | null;
}

const events: readonly (keyof ChatEvents)[] = [
  'server.changed',
  'room.changed',
  'person.changed',
  'timeline.changed',
  'command.failed',
];

export function createSimClient(options: SimClientOptions): SimClient {
  const { name, disk, dice, timeline, network, watcher, onFailed } = options;
  const wall: WallClock = { offsetMs: 0 };
  const ended: ProcessClock[] = [];
  let state: SimClient['state'] = 'down';
  let process: Process | null = null;

  async function run(own: Process): Promise<void> {
    const { clock, lane } = own;
    const collaborators = { clock, random: dice.random };
    own.client = await createChatClient({
      ...collaborators,
      log: options.logger,
      storage: disk.open(lane, collaborators),
      deviceSeeds: disk.seeds,
      dial: network.dialFrom(name, { clock, isBlocked: () => self.isBlocked || process !== own }),
      discovery: null,
      verifier: options.verifier,
    });
    if (process !== own) return;
    const [near, far] = linkedPorts();
    own.client.serve(far);
    own.api = createRpcClient<ChatContract>(near);
    for (const event of events)
      own.api.on(event, (value) => {
        if (process === own) watcher.told(self, event, value);
      });
    if (state === 'starting') state = 'up';
    watcher.started(self);
  }

  function closed(own: Process): void {
    if (process !== own) return;
    ended.push(own.clock);
    process = null;
    state = 'down';
  }

  const self: SimClient = {
    name,
    isTwin: options.isTwin,
    disk,
    wall,
    isBlocked: false,
    get state() {
      return state;
    },
    get lane() {
      return process?.lane ?? null;
    },
    get leftTimers() {
      return ended.reduce((sum, clock) => sum + clock.pendingTimers(), 0);
    },
    start: () => {
      state = 'starting';
      process = { clock: createProcessClock(timeline, wall), lane: createStorageLane(), client: null, api: null };
      run(process).catch(onFailed);
    },
    quit: () => {
      const own = process;
      if (own === null || own.client === null) return;
      state = 'closing';
      own.client.close().then(() => closed(own), onFailed);
    },
    crash: (isSilent) => {
      process?.clock.kill();
      process?.lane.kill();
      process = null;
      state = 'down';
      for (const link of network.links()) if (link.client === name) link.kill('client', isSilent);
      disk.rollBack();
    },
    wake: () => process?.client?.wake(),
    call: (call, params, then = () => undefined) => {
      const own = process;
      void own?.api?.call(call, params).then((answer) => {
        if (process === own) then(answer);
      });
    },
  };
  return self;
}
