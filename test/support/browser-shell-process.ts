import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient, type RpcClient, type RpcContract } from '#shared/ipc/rpc.ts';
import type { ShellContract } from '#shared/ipc/shell-api.ts';
import { webSocketPort } from '#main/shell/web-socket-port.ts';
import { childrenOf, commandOf } from './process-table.ts';
import { startEntry, type EntryProcess } from './entry-process.ts';
import { walkIn } from './walk-in.ts';

/** A real browser shell, and a window on it that has no picture. */
export interface BrowserShell extends EntryProcess {
  /** The address that works once; rejects with what it said when it ends before. */
  readonly address: Promise<URL>;
  /** Goes in by the address, as a browser does. */
  openWindow(): Promise<ShellWindow>;
  /** The process that serves this, started by the shell. */
  childPid(entry: 'client-process' | 'server-process'): number | null;
}

export interface ShellWindow {
  shell(): Promise<RpcClient<ShellContract>>;
  chat(): Promise<RpcClient<ChatContract>>;
}

/** Unless it may be heard, it neither looks for servers nor announces its own. */
export function startBrowserShell(
  folder: string,
  options: readonly string[],
  { isHeard = false }: { readonly isHeard?: boolean } = {},
): BrowserShell {
  const quiet = isHeard ? [] : ['--no-discovery', '--server-host', '127.0.0.1'];
  const entry = startEntry('browser-shell', ['--data', folder, '--no-open', ...quiet, ...options]);
  const address = new Promise<URL>((resolve, reject) => {
    entry.onLine((line) => {
      const found = /http:\S+/u.exec(line)?.[0];
      if (found !== undefined) resolve(new URL(found));
    });
    entry.exited.then(({ code, stderr }) => {
      reject(new Error(`the browser shell ended with ${code}: ${stderr}`));
    }, reject);
  });
  address.catch(() => undefined);
  return {
    ...entry,
    address,
    openWindow: async () => windowOn(await address),
    childPid: (name) => childrenOf(entry.pid).find((pid) => commandOf(pid).includes(name)) ?? null,
  };
}

async function windowOn(address: URL): Promise<ShellWindow> {
  const secret = await walkIn(address);
  const open = async <Contract extends RpcContract>(name: string): Promise<RpcClient<Contract>> => {
    const url = `ws://${address.host}/ports/${name}`;
    const socket = new WebSocket(url, ['hallway', secret], { origin: address.origin });
    await once(socket, 'open');
    return createRpcClient<Contract>(webSocketPort(socket));
  };
  return { shell: () => open('shell'), chat: () => open('chat') };
}
