import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { present } from '#shared/assert.ts';
import { projectFolder } from '../../build/entries.ts';
import { serveFlags } from '../../build/serve-flags.ts';

/** How a process is started: here, on a machine of a LAN in a box (`LanNode.spawn`), or under a tracer. */
export type SpawnProcess = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export interface ProcessExit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real entry, started from its bundle as people start it. */
export interface EntryProcess {
  readonly pid: number;
  /** Settles when the process has ended and all it wrote has been read. */
  readonly exited: Promise<ProcessExit>;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Calls back with each whole line of standard output. */
  onLine(listener: (line: string) => void): void;
  write(text: string): void;
  endInput(): void;
  kill(signal: NodeJS.Signals): void;
}

const alive = new Set<ChildProcess>();
// Hooks end what a test started; this is for test runs that end before their hooks.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

const spawnHere: SpawnProcess = (command, args, options) => spawn(command, args, options);

export function startEntry(
  entry: 'serve' | 'chat' | 'browser-shell',
  args: readonly string[],
  spawnProcess: SpawnProcess = spawnHere,
): EntryProcess {
  const flags = entry === 'serve' ? serveFlags : [];
  const command = [...flags, `${projectFolder}build/run.mjs`, entry, ...args];
  const child = spawnProcess(process.execPath, command, { stdio: ['pipe', 'pipe', 'pipe'] });
  alive.add(child);
  const { stdin, stdout, stderr } = streamsOf(child);
  const listeners = new Set<(line: string) => void>();
  let [written, complaints, rest] = ['', '', ''];
  stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) for (const listener of listeners) listener(line);
  });
  stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  // A process that was killed no longer reads.
  stdin.on('error', () => undefined);
  const exited = new Promise<ProcessExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      alive.delete(child);
      resolve({ code, stdout: written, stderr: complaints });
    });
  });
  return {
    pid: child.pid ?? 0,
    exited,
    stdout: () => written,
    stderr: () => complaints,
    onLine: (listener) => {
      listeners.add(listener);
    },
    write: (text) => {
      stdin.write(text);
    },
    endInput: () => {
      stdin.end();
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

function streamsOf({ stdin, stdout, stderr }: ChildProcess) {
  const message = 'a child has pipes';
  return { stdin: present(stdin, message), stdout: present(stdout, message), stderr: present(stderr, message) };
}
