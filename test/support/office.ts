import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChat, type ChatScript } from './chat-script.ts';
import type { SpawnProcess } from './entry-process.ts';
import { freePort } from './free-port.ts';
import { slipsIn } from './slips.ts';
import { startServe, type Listening, type ServeProcess } from './serve-process.ts';

/** Real processes of one test on one machine: what it starts is ended and what it wrote is deleted by `close`. */
export interface Office {
  readonly folder: string;
  readonly serverFolder: string;
  /** Starts the server; started again, it has the same folder and port. */
  openServer(...more: readonly string[]): Promise<OpenServer>;
  /** Starts a person's chat at the server; started again under the same name, it has the same folder. */
  openChat(name: string, ...more: readonly string[]): ChatScript;
  /** The data folder of a person's chat. */
  folderOf(name: string): string;
  close(): Promise<void>;
}

export interface OpenServer extends Listening {
  readonly pid: number;
  /** What it wrote to standard error so far. */
  stderr(): string;
  stop(signal: NodeJS.Signals): Promise<void>;
}

export interface OfficeOptions {
  /** Where the office's folder is made; where temporary files lie otherwise. */
  readonly parent?: string;
  /** Where the server keeps its data; its own folder in the office's otherwise. */
  readonly serverFolder?: string;
  /** Starts the server some other way, such as under a tracer. */
  readonly spawnServer?: SpawnProcess;
}

export function openOffice({ parent = tmpdir(), serverFolder, spawnServer }: OfficeOptions = {}): Office {
  const folder = mkdtempSync(join(parent, 'hallway-office-'));
  const data = serverFolder ?? join(folder, 'server');
  const servers: ServeProcess[] = [];
  const chats: ChatScript[] = [];
  let known: Listening | null = null;
  return {
    folder,
    serverFolder: data,
    openServer: async (...more) => {
      const port = known?.port ?? (await freePort());
      const server = startServe(['--data', data, '--name', 'Nordlicht', '--port', String(port), ...more], spawnServer);
      servers.push(server);
      known = await server.listening;
      if (known.port !== port) throw new Error(`Somebody else has taken port ${port}.`);
      return {
        ...known,
        pid: server.pid,
        stderr: server.stderr,
        stop: async (signal) => {
          server.kill(signal);
          await server.exited;
        },
      };
    },
    openChat: (name, ...more) => {
      const where = known === null ? [] : ['--server', known.joinLine];
      const chat = startChat({ folder: join(folder, name), name, more: ['--no-discovery', ...where, ...more] });
      chats.push(chat);
      return chat;
    },
    folderOf: (name) => join(folder, name),
    close: async () => {
      for (const server of servers) server.kill('SIGKILL');
      await Promise.all([...chats.map((chat) => chat.kill()), ...servers.map(({ exited }) => exited)]);
      tellSlips(folder, servers);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whoever runs a test may not see what its processes wrote: a mistake in their own text is said again here. */
function tellSlips(folder: string, servers: readonly ServeProcess[]): void {
  const logs = globSync('**/*.log', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  const slips = [...servers.map(({ stderr }) => stderr()), ...logs].flatMap(slipsIn);
  for (const line of new Set(slips)) process.stderr.write(`${line}\n`);
}
