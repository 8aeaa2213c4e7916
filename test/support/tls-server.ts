import { expect } from 'vitest';
import { systemClock } from '#main/system-clock.ts';
import { createCertificate } from '#main/transport/certificate.ts';
import { listenForChat } from '#main/transport/chat-listener.ts';
import type { ChatListener, ListenOptions } from '#main/transport/chat-listener.ts';
import type { Connection } from '#main/transport/connection.ts';
import { dial } from '#main/transport/dial.ts';
import { silentLogger } from '#shared/logger.ts';

/** A real listener on the loopback address and on a port of its own, with what it takes to reach it. */
export interface TlsServer {
  readonly listener: ChatListener;
  readonly certificate: ListenOptions['certificate'];
  /** Every connection so far, oldest first. */
  readonly connections: readonly Connection[];
  /** Both ends of a new connection. */
  connect(): Promise<{ readonly client: Connection; readonly server: Connection }>;
}

export async function startTlsServer(options: Partial<ListenOptions> = {}): Promise<TlsServer> {
  const certificate = options.certificate ?? (await createCertificate());
  const connections: Connection[] = [];
  const listening = await listenForChat({
    hosts: ['127.0.0.1'],
    port: 0,
    clock: systemClock,
    log: silentLogger,
    ...options,
    certificate,
    onConnection: (connection) => {
      connections.push(connection);
      options.onConnection?.(connection);
    },
  });
  if (!listening.ok) throw new Error(`The listener did not start: ${listening.error.type}`);
  const listener = listening.value;
  return {
    listener,
    certificate,
    connections,
    connect: async () => {
      const client = await dialLoopback(listener.port);
      const server = connections.at(-1);
      expect(server).toBeDefined();
      return { client, server: server as Connection };
    },
  };
}

/** A connection to a listener on the loopback address; throws where it is refused. */
export async function dialLoopback(port: number): Promise<Connection> {
  const dialled = await dial({ host: '127.0.0.1', port }, { clock: systemClock });
  if (!dialled.ok) throw new Error(`The connection was refused: ${dialled.error.type}`);
  return dialled.value;
}
