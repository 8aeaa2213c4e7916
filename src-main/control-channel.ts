import { createHash } from 'node:crypto';
import { chmodSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createRpcClient, serveRpc, type RpcClient, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { controlCalls, type ControlContract } from '#shared/ipc/server-control.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { linePort } from './ipc/line-port.ts';

export interface ControlChannel {
  close(): void;
}

export interface ControlChannelOptions {
  /** The data folder, which is locked: a socket that lies there is of a process that died. */
  readonly folder: string;
  readonly handlers: RpcHandlers<ControlContract>;
  readonly log: Logger;
}

/** What somebody at the machine may ask; what is answered tells of every device. */
const maxQuestionBytes = 4 << 10;
const maxAnswerBytes = 64 << 20;

/** Opens the socket that `serve status` asks. Where it cannot be had, the server runs without, and the log says so. */
export function openControlChannel({ folder, handlers, log }: ControlChannelOptions): Promise<ControlChannel> {
  const path = controlPath(folder);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const onBug = (error: unknown, call: string) => {
      log.error('A question to the server failed.', { call, error: String(error) });
    };
    serveRpc<ControlContract>(linePort(socket, { maxLineBytes: maxQuestionBytes }), {
      calls: controlCalls,
      handlers,
      onBug,
    });
  });
  const channel: ControlChannel = {
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return listen(server, path).then((code) => {
    if (code !== null) log.warn('The server cannot be asked from this machine.', { path, code });
    return channel;
  });
}

/** Resolves with null once it listens, or with the system's code. */
function listen(server: Server, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'UNKNOWN');
    });
    if (!isPipe(path)) rmSync(path, { force: true });
    server.listen({ path }, () => {
      // The process keeps what it makes to itself from the start (keepFilesPrivate); this is for where it does not.
      if (!isPipe(path)) chmodSync(path, 0o600);
      resolve(null);
    });
  });
}

export type ControlProblem =
  | { readonly type: 'server_not_running'; readonly folder: string }
  | { readonly type: 'control_failed'; readonly folder: string; readonly code: string };

export interface ControlClient extends RpcClient<ControlContract> {
  close(): void;
}

/** Reaches the server that has the data folder open. */
export function connectToControl(folder: string): Promise<Result<ControlClient, ControlProblem>> {
  return new Promise((resolve) => {
    const socket = connect({ path: controlPath(folder) });
    socket.once('error', ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) => {
      const isNobody = code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR';
      resolve(err(isNobody ? { type: 'server_not_running', folder } : { type: 'control_failed', folder, code }));
    });
    socket.once('connect', () => {
      const port = linePort(socket, { maxLineBytes: maxAnswerBytes });
      resolve(ok({ ...createRpcClient<ControlContract>(port), close: () => port.close() }));
    });
  });
}

const pipeStart = String.raw`\\.\pipe\hallway-`;

/** A file in the folder; on Windows, where there are no such files, a pipe that is named after the folder. */
function controlPath(folder: string): string {
  if (process.platform !== 'win32') return join(folder, 'control.sock');
  return `${pipeStart}${createHash('sha256').update(trueName(folder).toLowerCase()).digest('hex').slice(0, 32)}`;
}

function trueName(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

function isPipe(path: string): boolean {
  return path.startsWith(pipeStart);
}
