import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { projectFolder } from '../../build/entries.ts';
import type { Spawn } from './chat-script.ts';

/** A real `serve`, started as people start it. */
export interface ServeProcess {
  readonly pid: number;
  /** Settles once it listens; rejects with what it said when it ends before. */
  readonly listening: Promise<Listening>;
  readonly exited: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  kill(signal: NodeJS.Signals): void;
}

export interface Listening {
  readonly serverId: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly joinLine: string;
}

/** Runs `serve --json` with the options given, on loopback and unannounced unless they say otherwise. */
export function startServe(options: readonly string[]): ServeProcess {
  const quiet = ['--no-discovery', ...(options.includes('--host') ? [] : ['--host', '127.0.0.1'])];
  return startServeOn(spawn, [...quiet, ...options]);
}

/** Runs `serve --json` with these very options wherever `start` starts things, such as in a network namespace. */
export function startServeOn(start: Spawn, options: readonly string[]): ServeProcess {
  const args = [`${projectFolder}build/run.mjs`, 'serve', '--json', ...options];
  // Three pipes were asked for, and none is given up by a spawn of tests.
  return watch(start(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] }) as ChildProcessWithoutNullStreams);
}

function watch(child: ChildProcessWithoutNullStreams): ServeProcess {
  let [stdout, stderr] = ['', ''];
  const exited = new Promise<Awaited<ServeProcess['exited']>>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  const listening = new Promise<Listening>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      if (stdout.includes('\n')) resolve(JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as Listening);
    });
    void exited.then(({ code }) => {
      reject(new Error(`serve ended with ${code} before it listened: ${stderr}`));
    });
  });
  // Whoever waits for the end alone need not hear that it never listened.
  listening.catch(() => undefined);
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return { pid: child.pid ?? 0, listening, exited, kill: (signal) => child.kill(signal) };
}
