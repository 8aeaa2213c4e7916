import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, PersonId, ServerId } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import type { HostContract, HostReach, OpenedHost } from '#shared/ipc/host-control.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import type { NetworkChoice } from '#shared/ipc/network-view.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import type { HostView, ShellError } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { within } from './within.ts';
import type { ChildProcess } from './child-process.ts';
import { noHost, type HostMemory } from './host-memory.ts';
import { keepProcess } from './kept-process.ts';
import { setServerAside } from './set-server-aside.ts';

/** The one server of this computer: started and stopped by its person, kept running through crashes. */
export interface ServerHost {
  view(): HostView;
  /** Resolves once it can be reached, cannot be started, or was stopped meanwhile; after a stop that is under way. */
  start(name: string): Promise<Result<HostView, ShellError>>;
  stop(): Promise<HostView>;
  /** Keeps what the last one left in a folder beside it; the next start makes a new server. Comes back with that folder. */
  setAside(): Promise<Result<{ readonly folder: string | null }, ShellError>>;
  /** The people who are connected, by the server's own count; null where it does not answer within a second. */
  connected(): Promise<readonly PersonId[] | null>;
  /** How it is, as `serve status` shows it; null where it does not run or does not answer in time. */
  status(): Promise<ServerStatus | null>;
  /** Says that it goes on without what has not come back (H3); whether something waited for that. */
  goOn(): Promise<boolean>;
  /** Lets in again all devices that were shut out because they did not sign what they sent; how many. */
  reopen(): Promise<number>;
  /** Says whether it is there for a network; false where it does not run or there is no such network. */
  chooseNetwork(choice: NetworkChoice): Promise<boolean>;
  /** The computer goes to sleep, or has woken up: the server says so, and takes nobody in between (D13). */
  sleep(): void;
  wake(): void;
  /** Starts it if it was running when the program was last closed. */
  resume(): void;
  /** Says goodbye to everybody, and remembers that it was running. */
  close(): Promise<void>;
}

export interface ServerHostOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly dataFolder: string;
  readonly isAdvertised: boolean;
  readonly port: number;
  readonly hosts: readonly string[];
  readonly sealKey: SealKey;
  readonly memory: HostMemory;
  readonly spawn: () => ChildProcess;
  readonly onChange: (view: HostView) => void;
  /** The key by which the person of this program is known to the server; null where it is not to be had. */
  readonly deviceKey: (serverId: ServerId) => Promise<DeviceKey | null>;
}

/** For what the server has to say at its end (D13); then it is ended hard. */
const closeTimeoutMs = 5_000;
/** For a question that somebody waits for who wants to go. */
const answerTimeoutMs = 1_000;

export function createServerHost(options: ServerHostOptions): ServerHost {
  const { clock, log, memory, onChange } = options;
  let view: HostView = viewOfNone(memory);
  let name = '';
  /** What a start waits for: the last one's end, or that its folder is out of the way. */
  let stopping: Promise<unknown> | null = null;
  let early: Partial<HostNews> = {};
  let waiting: readonly ((result: Result<HostView, ShellError>) => void)[] = [];

  function show(next: HostView): void {
    view = next;
    onChange(view);
  }

  const which = () => ({ name, serverId: memory.read().serverId });

  /** Whoever waits for the start hears how it went. */
  function answer(result: Result<HostView, ShellError>): void {
    for (const settle of waiting) settle(result);
    waiting = [];
  }

  const kept = keepProcess<ChildProcess, HostContract, OpenedHost>({
    name: 'server',
    clock,
    log,
    spawn: options.spawn,
    open: (control) => {
      const { dataFolder, isAdvertised, port, hosts, sealKey } = options;
      hearHost(control, (news) => {
        // What is told before the answer that it is open waits for that.
        if (view.type === 'running') show({ ...view, ...news });
        else early = { ...early, ...news };
      });
      return control.call('host.open', { dataFolder, name, port, isAdvertised, sealKey, hosts: [...hosts] });
    },
    onOpened: (host) => {
      show({ type: 'running', ...host, startedAt: clock.now(), ...noNews, ...early });
      early = {};
      remember(options, { name: host.name, isRunning: true, serverId: host.serverId, stoppedAt: null });
      void claimServer(options, host.serverId, kept.control());
      answer(ok(view));
    },
    onRestarting: (afterMs) => {
      show({ type: 'restarting', ...which(), nextTryAt: clock.now() + afterMs });
    },
    onFailed: (problem) => {
      show({ type: 'failed', ...which(), problem });
      answer(err({ type: 'host_failed', problem }));
    },
  });

  function shutDown(): Promise<void> {
    return kept.stop((control) =>
      within(clock, { timeoutMs: closeTimeoutMs, asked: control.call('host.close', { reason: 'closing' }) }),
    );
  }

  async function start(typed: string): Promise<Result<HostView, ShellError>> {
    const parsed = parseName(typed);
    if (!parsed.ok) return err({ type: 'name_invalid', reason: parsed.error.type });
    await stopping;
    if (kept.isKept() && view.type === 'running') return ok(view);
    return new Promise((resolve) => {
      waiting = [...waiting, resolve];
      if (kept.isKept()) return;
      name = parsed.value;
      show({ type: 'starting', ...which() });
      kept.start();
    });
  }

  return {
    view: () => view,
    start,
    resume: () => {
      const last = memory.read();
      if (last.isRunning && last.name !== null) void start(last.name);
    },
    stop: async () => {
      const last = memory.read();
      stopping = shutDown();
      await stopping;
      remember(options, { ...last, isRunning: false, stoppedAt: clock.now() });
      if (view.type !== 'off') show(viewOfNone(memory));
      answer(ok(view));
      return view;
    },
    setAside: async () => {
      await stopping;
      if (kept.isKept()) return err({ type: 'host_running' });
      const putting = setServerAside(options);
      stopping = putting;
      const put = await putting;
      if (!put.ok) return err({ type: 'host_failed', problem: put.error });
      remember(options, noHost);
      show(viewOfNone(memory));
      return ok({ folder: put.value });
    },
    connected: () => answerOf(clock, answerTimeoutMs, kept.control()?.call('host.connected', {})),
    status: () => answerOf(clock, closeTimeoutMs, kept.control()?.call('host.status', {})),
    goOn: async () => (await answerOf(clock, closeTimeoutMs, kept.control()?.call('host.goOn', {}))) ?? false,
    reopen: async () => (await answerOf(clock, closeTimeoutMs, kept.control()?.call('host.reopen', {}))) ?? 0,
    chooseNetwork: async (choice) =>
      (await answerOf(clock, closeTimeoutMs, kept.control()?.call('host.chooseNetwork', choice))) ?? false,
    sleep: () => void kept.control()?.call('host.sleep', {}),
    wake: () => void kept.control()?.call('host.wake', {}),
    close: shutDown,
  };
}

/** Whoever starts a server is its owner, where it has none. */
async function claimServer(
  { deviceKey, log }: Pick<ServerHostOptions, 'deviceKey' | 'log'>,
  serverId: ServerId,
  control: RpcClient<HostContract> | null,
): Promise<void> {
  const device = await deviceKey(serverId);
  const claimed = device === null ? null : await control?.call('host.claim', { device });
  if (claimed?.ok !== true) log.warn('The server could not be told who owns it.', { serverId });
}

/** Null where nobody answers in time, or there is nobody to be asked. */
async function answerOf<Value>(
  clock: Clock,
  timeoutMs: number,
  asked: Promise<Result<Value, unknown>> = Promise.resolve(err(null)),
): Promise<Value | null> {
  const answered = await within(clock, { timeoutMs, asked });
  return answered?.ok === true ? answered.value : null;
}

type HostNews = Pick<Extract<HostView, { type: 'running' }>, 'isReached' | 'alarm' | 'healing' | keyof HostReach>;

const noNews = { isReached: false, alarm: null, healing: null };

/** Hears what a server's process tells by itself. */
function hearHost(control: RpcClient<HostContract>, onNews: (news: Partial<HostNews>) => void): void {
  control.on('host.reached', () => {
    onNews({ isReached: true });
  });
  control.on('host.moved', onNews);
  control.on('host.healing', (healing) => {
    onNews({ healing });
  });
  control.on('host.alarmed', ({ alarm }) => {
    onNews({ alarm });
  });
}

/** A convenience for the next start of the program: where the disk is full, the server runs all the same. */
function remember(
  { memory, log }: Pick<ServerHostOptions, 'memory' | 'log'>,
  next: ReturnType<HostMemory['read']>,
): void {
  const last = memory.read();
  if (Object.entries(next).every(([key, value]) => last[key as keyof typeof last] === value)) return;
  const written = memory.write(next);
  if (!written.ok) log.warn('Whether the server runs could not be written down.', { ...written.error });
}

function viewOfNone(memory: HostMemory): HostView {
  const { name, serverId, stoppedAt } = memory.read();
  return { type: 'off', lastName: name, serverId, stoppedAt };
}
