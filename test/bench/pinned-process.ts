import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { present } from '#shared/assert.ts';
import type { LoadResult, LoadStep } from './load-plan.ts';

/** A process of the bench on a core of its own, where the machine has two. */
export interface PinnedProcess {
  readonly pid: number;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

export interface PinnedServer extends PinnedProcess {
  readonly port: number;
}

/** Server and load never share a core: the first is the server's, the second the load's. */
const cores = { server: 0, load: 1 };

/** Starts a server and waits for its line `{"type":"listening", ...}`. */
export async function startServer(args: readonly string[]): Promise<PinnedServer> {
  const child = spawn(...pinned(cores.server, [process.execPath, ...args]), { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: present(child.stdout, 'the output is piped') });
  for await (const line of lines) {
    const port = listeningPort(line);
    if (port === null) continue;
    child.stdout?.resume();
    return { ...stoppable(child), port };
  }
  throw new Error('The server ended before it listened');
}

export interface LoadProcess extends PinnedProcess {
  run(step: LoadStep): Promise<LoadResult | null>;
}

export function startLoad(): LoadProcess {
  const child = fork(new URL('./load-process.ts', import.meta.url), { execArgv: ['--max-old-space-size=4096'] });
  pinRunning(cores.load, child);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The load process ended by itself')));
  // It ends at last, when nobody waits for it.
  ended.catch(() => undefined);
  return {
    ...stoppable(child),
    run: async (step) => {
      const answer = once(child, 'message');
      child.send(step);
      const [message] = (await Promise.race([answer, ended])) as [LoadAnswer];
      if (!message.ok) throw new Error(message.problem);
      return message.result;
    },
  };
}

type LoadAnswer =
  { readonly ok: true; readonly result: LoadResult | null } | { readonly ok: false; readonly problem: string };

function stoppable(child: ChildProcess): PinnedProcess {
  return {
    pid: present(child.pid, 'the process has started'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function listeningPort(line: string): number | null {
  const message = JSON.parse(line) as { type?: string; port?: number; addresses?: string[] };
  if (message.type !== 'listening') return null;
  return message.port ?? Number(message.addresses?.[0]?.split(':').at(-1));
}

function pinned(core: number, [command, ...args]: string[]): [string, string[]] {
  const program = present(command, 'there is a command');
  return isPinning() ? ['taskset', ['-c', String(core), program, ...args]] : [program, args];
}

function pinRunning(core: number, child: ChildProcess): void {
  if (isPinning()) spawn('taskset', ['-a', '-cp', String(core), String(child.pid)], { stdio: 'ignore' });
}

/** taskset is Linux's; on one core there is nothing to part. */
export function isPinning(): boolean {
  return process.platform === 'linux' && cpus().length > 1;
}
