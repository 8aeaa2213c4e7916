import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { projectFolder } from '../../build/entries.ts';

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
  const quiet = ['--json', '--no-discovery', ...(options.includes('--host') ? [] : ['--host', '127.0.0.1'])];
  const child = spawn(process.execPath, [`${projectFolder}build/run.mjs`, 'serve', ...quiet, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(child);
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): ServeProcess {
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
