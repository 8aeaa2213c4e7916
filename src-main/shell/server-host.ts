import type { Clock } from '#shared/clock.ts';
import { parseName } from '#shared/domain/name.ts';
import type { HostContract, OpenedHost } from '#shared/ipc/host-control.ts';
import type { SealKey } from '#shared/ipc/seal-key.ts';
import type { HostView, ShellError } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ChildProcess } from './child-process.ts';
import type { HostMemory } from './host-memory.ts';
import { keepProcess } from './kept-process.ts';

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
  let name = '';
  let settle: ((result: Result<HostView, ShellError>) => void) | null = null;

  function show(next: HostView): void {
    view = next;
    onChange(view);
  }

  const kept = keepProcess<ChildProcess, HostContract, OpenedHost>({
    ...{ name: 'server', clock, log, spawn: options.spawn },
    open: (control) => {
      const { dataFolder, isAdvertised, port, hosts, sealKey } = options;
      return control.call('host.open', { ...{ dataFolder, name, port, isAdvertised, sealKey }, hosts: [...hosts] });
    },
    onOpened: (host) => {
      show({ type: 'running', ...host, startedAt: clock.now() });
      memory.write({ name: host.name, isRunning: true });
      settle?.(ok(view));
      settle = null;
    },
    onRestarting: (afterMs) => {
      show({ type: 'restarting', name, nextTryAt: clock.now() + afterMs });
    },
    onFailed: (problem) => {
      show({ type: 'failed', name, problem });
      settle?.(err({ type: 'host_failed', problem }));
      settle = null;
    },
  });

  async function shutDown(reason: 'closing' | 'restarting'): Promise<void> {
    const own = kept.control();
    if (own === null) return kept.stop();
    const limit = new Promise<void>((resolve) => {
      clock.after(closeTimeoutMs, resolve);
    });
    await Promise.race([own.call('host.close', { reason }), limit]);
    if (kept.control() === own) await kept.stop();
  }

  async function start(typed: string): Promise<Result<HostView, ShellError>> {
    const parsed = parseName(typed);
    if (!parsed.ok) return err({ type: 'name_invalid', reason: parsed.error.type });
    if (kept.isKept()) return ok(view);
    name = parsed.value;
    show({ type: 'starting', name });
    return new Promise((resolve) => {
      settle = resolve;
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
      await shutDown('closing');
      const { name: lastName } = memory.read();
      memory.write({ name: lastName, isRunning: false });
      show({ type: 'off', lastName });
      return view;
    },
    close: () => shutDown('closing'),
  };
}
