import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChat, type ChatProcess, type ChatStart } from './chat-process.ts';
import type { EntryProcess, SpawnProcess } from './entry-process.ts';
import { freePort } from './free-port.ts';
import { startServe, type ServeProcess } from './serve-process.ts';

/** Where a test runs real processes over real folders: `close` ends all of them and removes their folders. */
export interface ProcessStage {
  /** An empty folder. */
  folder(): string;
  /** A `serve` on this port that listens; the same port is taken again at each start. */
  serve(options: { folder: string; port: number; name?: string; more?: readonly string[] }): Promise<ServeProcess>;
  /** A server in a new folder on a free port. */
  newServer(more?: readonly string[]): Promise<NewServer>;
  chat(start: ChatStart): ChatProcess;
  /** Keeps a process that was started otherwise, to be ended with the others. */
  keep<Process extends EntryProcess>(process: Process): Process;
  /** Does this at the end, the last first. */
  onClose(undo: () => void): void;
  close(): Promise<void>;
}

export interface NewServer {
  readonly server: ServeProcess;
  readonly folder: string;
  readonly port: number;
  readonly address: string;
  readonly serverId: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again in the same folder, on the same port. */
  restart(more?: readonly string[]): Promise<ServeProcess>;
}

export function createProcessStage(spawnProcess?: SpawnProcess): ProcessStage {
  const processes = new Set<EntryProcess>();
  const undos: (() => void)[] = [];
  const keep: ProcessStage['keep'] = (process) => {
    processes.add(process);
    return process;
  };
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'hallway-process-'));
    undos.push(() => {
      rmSync(path, { recursive: true, force: true });
    });
    return path;
  };
  const serve: ProcessStage['serve'] = async ({ folder: data, port, name = 'Lunch', more = [] }) => {
    const options = ['--data', data, '--name', name, '--port', String(port), ...more];
    const server = keep(startServe(options, spawnProcess));
    const listening = await server.listening;
    if (listening.port !== port) throw new Error(`Port ${port} was taken by somebody else.`);
    return server;
  };
  return {
    folder,
    serve,
    keep,
    newServer: async (more) => {
      const [data, port] = [folder(), await freePort()];
      let server = await serve({ folder: data, port, ...(more === undefined ? {} : { more }) });
      const { serverId } = await server.listening;
      return {
        get server() {
          return server;
        },
        ...{ folder: data, port, serverId, address: `127.0.0.1:${port}` },
        kill: async () => {
          server.kill('SIGKILL');
          await server.exited;
        },
        restart: async (again) => {
          server = await serve({ folder: data, port, ...(again === undefined ? {} : { more: again }) });
          return server;
        },
      };
    },
    chat: (start) => keep(startChat(start, spawnProcess)),
    onClose: (undo) => {
      undos.push(undo);
    },
    close: async () => {
      for (const process of processes) process.kill('SIGKILL');
      await Promise.all([...processes].map(({ exited }) => exited.catch(() => undefined)));
      processes.clear();
      for (const undo of undos.splice(0).toReversed()) undo();
    },
  };
}
