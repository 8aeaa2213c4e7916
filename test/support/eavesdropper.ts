import { connect as connectTcp, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket, createSecureContext } from 'node:tls';
import type { Certificate } from '#main/transport/certificate.ts';
import { readClientFrames } from './client-frames.ts';

/** Stands at an address that a client takes for its server's, and keeps every byte that it can read. */
export interface Eavesdropper {
  readonly port: number;
  /** Ends TLS with its own certificate, reads along, and speaks with whatever is at the port: an accomplice, or the real server. */
  readAlong(upstreamPort: number): void;
  /** Passes on what it cannot read. */
  passOn(upstreamPort: number): void;
  /** All that clients sent since it began to read along, or to pass on: deciphered in the one case, as it was in the other. */
  heard(): Buffer;
  /** What clients said in WebSocket frames to it, without their masks. */
  heardTexts(): readonly string[];
  /** Connections since then that came as far as a WebSocket frame, after the request for one. */
  spoke(): number;
  /** Connections there are now. */
  open(): number;
  /** Those in which a client took up an earlier TLS session again. */
  resumed(): number;
  cut(): void;
  close(): void;
}

export async function startEavesdropper(certificate: Certificate): Promise<Eavesdropper> {
  const secureContext = createSecureContext({ cert: certificate.certificatePem, key: certificate.privateKeyPem });
  const open = new Set<Socket>();
  let lines: Buffer[][] = [];
  let resumed = 0;
  let take: (socket: Socket) => void = (socket) => socket.destroy();

  function begin(how: (socket: Socket) => void): void {
    lines = [];
    resumed = 0;
    take = how;
  }

  function keep(stream: Socket): void {
    const line: Buffer[] = [];
    lines.push(line);
    stream.on('data', (chunk: Buffer) => line.push(chunk));
  }

  function join(client: Socket, server: Socket): void {
    client.on('error', () => server.destroy()).once('close', () => server.destroy());
    server.on('error', () => client.destroy()).once('close', () => client.destroy());
    client.pipe(server).pipe(client);
  }

  const listener = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    take(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    readAlong: (port) => {
      begin((socket) => {
        const client = new TLSSocket(socket, { isServer: true, secureContext });
        client.once('secure', () => (resumed += client.isSessionReused() ? 1 : 0));
        keep(client);
        join(client, connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }));
      });
    },
    passOn: (port) => {
      begin((socket) => {
        keep(socket);
        join(socket, connectTcp(port, '127.0.0.1'));
      });
    },
    heard: () => Buffer.concat(lines.flat()),
    heardTexts: () => lines.flatMap((line) => readClientFrames(Buffer.concat(line))),
    spoke: () => lines.filter((line) => line.length > 1).length,
    open: () => open.size,
    resumed: () => resumed,
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    close: () => {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
