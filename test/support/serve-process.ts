import type { Door } from '#shared/domain/door.ts';
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
  readonly door: Door;
  /** By which the first owner comes in; null where there is one. */
  readonly claimLink: string | null;
}

/**
 * Runs `serve --json` with the options given: on loopback and unannounced, unless they name a host, and with an open door, unless
 * they name another.
 */
export function startServe(options: readonly string[], spawnProcess?: SpawnProcess): ServeProcess {
  const quiet = options.includes('--host') ? [] : ['--host', '127.0.0.1', '--no-discovery'];
  const door = options.includes('--door') ? [] : ['--door', 'open'];
  const entry = startEntry('serve', ['--json', ...quiet, ...door, ...options], spawnProcess);
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
