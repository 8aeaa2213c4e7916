import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChat, type ChatScript } from './chat-script.ts';
import { startServe, type Listening, type ServeProcess } from './serve-process.ts';

/** Real processes of one test on one machine: what it starts is ended and what it wrote is deleted by `close`. */
export interface Office {
  readonly folder: string;
  /** Starts the server; started again, it has the same folder and port. */
  openServer(): Promise<OpenServer>;
  /** Starts a person's chat at the server; started again under the same name, it has the same folder. */
  openChat(name: string, ...more: readonly string[]): ChatScript;
  close(): Promise<void>;
}

export interface OpenServer extends Listening {
  stop(signal: NodeJS.Signals): Promise<void>;
}

export function openOffice(): Office {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-office-'));
  const servers: ServeProcess[] = [];
  const chats: ChatScript[] = [];
  let known: Listening | null = null;

  return {
    folder,
    openServer: async () => {
      const port = String(known?.port ?? 0);
      const server = startServe(['--data', join(folder, 'server'), '--name', 'Nordlicht', '--port', port]);
      servers.push(server);
      known = await server.listening;
      return {
        ...known,
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
    close: async () => {
      await Promise.all(chats.map((chat) => chat.kill()));
      for (const server of servers) {
        server.kill('SIGKILL');
        await server.exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
