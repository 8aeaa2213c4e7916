import type { Clock } from '#shared/clock.ts';
import { parseName } from '#shared/domain/name.ts';
import type { HostContract, HostControlError, OpenedHost } from '#shared/ipc/host-control.ts';
import { createRpcClient, type RpcClient, type RpcError } from '#shared/ipc/rpc.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import type { HostProblem, HostView, ShellError } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ChildProcess } from './child-process.ts';
import type { HostMemory } from './host-memory.ts';
import { superviseProcess, type Supervisor } from './supervisor.ts';

/** The one server of this computer: started and stopped by its person, kept running through crashes. */
export interface ServerHost {
  view(): HostView;
  /** Resolves once it can be reached, or cannot be started. */
  start(name: string): Promise<Result<HostView, ShellError>>;
  stop(): Promise<HostView>;
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
}

/** For what the server has to say at its end (D13); then it is ended hard. */
const closeTimeoutMs = 5_000;

export function createServerHost(options: ServerHostOptions): ServerHost {
  const { clock, log, memory, onChange } = options;
  let view: HostView = { type: 'off', lastName: memory.read().name };
  let supervisor: Supervisor | null = null;
  let control: RpcClient<HostContract> | null = null;
  let settle: ((result: Result<HostView, ShellError>) => void) | null = null;

  function show(next: HostView): void {
    view = next;
    onChange(view);
  }

  async function end(): Promise<void> {
    const last = supervisor;
    supervisor = null;
    control = null;
    await last?.stop();
  }

  /** It does not start: whoever asked is told, and nothing goes on trying. */
  function fail(name: string, problem: HostProblem): void {
    void end();
    show({ type: 'failed', name, problem });
    settle?.(err({ type: 'host_failed', problem }));
    settle = null;
  }

  function opened(host: OpenedHost): void {
    show({ type: 'running', ...host, startedAt: clock.now() });
    memory.write({ name: host.name, isRunning: true });
    settle?.(ok(view));
    settle = null;
  }

  async function open(child: ChildProcess, name: string): Promise<void> {
    const own = createRpcClient<HostContract>(child.openPort('control'));
    control = own;
    const { dataFolder, isAdvertised, port, hosts, sealKey } = options;
    const answer = await own.call('host.open', {
      ...{ dataFolder, name, port, isAdvertised, sealKey },
      hosts: [...hosts],
    });
    if (control !== own) return;
    if (answer.ok) opened(answer.value);
    // A process that died meanwhile is its supervisor's matter.
    else if (answer.error.type !== 'port_closed') fail(name, problemOf(answer.error));
  }

  function run(name: string): void {
    supervisor = superviseProcess({
      ...{ name: 'server', clock, log, spawn: options.spawn },
      onStarted: (child) => void open(child, name),
      onRestarting: (afterMs) => {
        show({ type: 'restarting', name, nextTryAt: clock.now() + afterMs });
      },
      onGivenUp: () => {
        fail(name, { type: 'server_keeps_ending', detail: 'The server ended five times within a minute.' });
      },
    });
  }

  async function shutDown(reason: 'closing' | 'restarting'): Promise<void> {
    const [own, running] = [control, supervisor];
    if (own === null || running === null) return end();
    const limit = new Promise<void>((resolve) => {
      clock.after(closeTimeoutMs, resolve);
    });
    await Promise.race([own.call('host.close', { reason }), limit]);
    if (supervisor === running) await end();
  }

  async function start(typed: string): Promise<Result<HostView, ShellError>> {
    const name = parseName(typed);
    if (!name.ok) return err({ type: 'name_invalid', reason: name.error.type });
    if (supervisor !== null) return ok(view);
    show({ type: 'starting', name: name.value });
    return new Promise((resolve) => {
      settle = resolve;
      run(name.value);
    });
  }

  return {
    view: () => view,
    start,
    resume: () => {
      const { name, isRunning } = memory.read();
      if (isRunning && name !== null) void start(name);
    },
    stop: async () => {
      await shutDown('closing');
      const { name } = memory.read();
      memory.write({ name, isRunning: false });
      show({ type: 'off', lastName: name });
      return view;
    },
    close: () => shutDown('closing'),
  };
}

function problemOf(error: HostControlError | RpcError): HostProblem {
  return { type: error.type, detail: 'detail' in error ? error.detail : JSON.stringify(error) };
}
