import { startEntry, type EntryProcess, type SpawnProcess } from './entry-process.ts';

/** A real `serve`, started as people start it. */
export interface ServeProcess extends EntryProcess {
  /** Settles once it listens; rejects with what it said when it ends before. */
  readonly listening: Promise<Listening>;
}

export interface Listening {
  readonly serverId: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly joinLine: string;
}

/** Runs `serve --json` with the options given: on loopback and unannounced, unless they name a host. */
export function startServe(options: readonly string[], spawnProcess?: SpawnProcess): ServeProcess {
  const quiet = options.includes('--host') ? [] : ['--host', '127.0.0.1', '--no-discovery'];
  const entry = startEntry('serve', ['--json', ...quiet, ...options], spawnProcess);
  const listening = new Promise<Listening>((resolve, reject) => {
    entry.onLine((line) => {
      resolve(JSON.parse(line) as Listening);
    });
    entry.exited.then(({ code, stderr }) => {
      reject(new Error(`serve ended with ${code} before it listened: ${stderr}`));
    }, reject);
  });
  // Whoever waits for the end alone need not hear that it never listened.
  listening.catch(() => undefined);
  return { ...entry, listening };
}
