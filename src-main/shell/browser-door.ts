import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '#shared/clock.ts';
import type { Port } from '#shared/ipc/port.ts';
import type { Random } from '#shared/random.ts';
import { judgeDoor, portProtocol, type DoorVerdict, type PortName } from './door-guard.ts';
import { createDoorKeys } from './door-keys.ts';
import type { PageFiles } from './page-files.ts';
import { pageHeaders } from './page-policy.ts';
import { postedToken } from './posted-token.ts';
import { webSocketPort } from './web-socket-port.ts';

/** The one way in to the app in a browser: loopback, guarded, one tab at a time. */
export interface BrowserDoor {
  /**
   * An address that works once; those printed before it do not work any more. Its token stands in the fragment, which a
   * browser sends nowhere: not to this door, not in a referrer.
   */
  newAddress(): string;
  close(): Promise<void>;
}

export interface BrowserDoorOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly random: Random;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly files: PageFiles;
  /** Who is shut out before a word is read: another user of this computer. */
  readonly isForeign?: (socket: Socket) => boolean;
  /** Resolves when there is somebody to talk to: an open port to nobody would swallow what is said. */
  readonly ready: (name: PortName) => Promise<void>;
  readonly onPort: (name: PortName, port: Port) => void;
}

const host = '127.0.0.1';
const maxMessageBytes = 1024 * 1024;
/** Of everybody on this computer; one tab needs a handful, and who says nothing is soon cut off. */
const maxConnections = 64;
const idleLimits = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 } as const;
/** The app was opened in another tab; this one lets go. */
const takenOver = 4409;
/** An upgrade that the door does not let through: a page can read a close code, and no status. */
const notAdmitted = 4401;

/** Rejects with what the system says when the port is taken. */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoor> {
  const { port, random, clock, files, ready, onPort, isForeign } = options;
  const server = createServer({ maxHeaderSize: 16_384, ...idleLimits });
  server.maxConnections = maxConnections;
  server.on('connection', (socket: Socket) => {
    if (isForeign?.(socket) === true) socket.destroy();
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => protocols.has(portProtocol) && portProtocol,
  });
  const current = new Map<PortName, WebSocket>();
  /** Upgrades that wait for somebody to talk to: no server's any more, they would keep it from closing. */
  const held = new Set<Duplex>();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const authority = `${host}:${(server.address() as AddressInfo).port}`;
  const keys = createDoorKeys({ authority, random, clock });
  const judge = (request: IncomingMessage, isUpgrade: boolean): DoorVerdict =>
    judgeDoor({ method: request.method, url: request.url, headers: request.headers, isUpgrade }, keys);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(pageHeaders({ sockets: [`ws://${authority}`], isTab: true })))
      response.setHeader(name, value);
    const verdict = judge(request, false);
    if (verdict.type === 'exchange') {
      void exchange(request, response);
      return;
    }
    const file = verdict.type === 'page' ? files.get(verdict.path) : undefined;
    if (file !== undefined) response.writeHead(200, { 'Content-Type': file.type }).end(file.bytes);
    else refuse(response, verdict.type === 'refused' ? verdict.status : 404);
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = await postedToken(request);
    const secret = token === null ? null : keys.exchange(token);
    if (secret === null) refuse(response, keys.countGuess());
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ secret }));
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // It is nobody's until it is a WebSocket's: one that is reset meanwhile would end this process.
    socket.on('error', () => socket.destroy());
    const verdict = judge(request, true);
    if (verdict.type !== 'port' && !(verdict.type === 'refused' && verdict.status === 401)) {
      socket.end(`HTTP/1.1 ${verdict.type === 'refused' ? verdict.status : 404} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    if (verdict.type !== 'port') {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.close(notAdmitted);
      });
      return;
    }
    const { name } = verdict;
    held.add(socket);
    void ready(name).then(() => {
      held.delete(socket);
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        takeIn(name, webSocket);
      });
    });
  }

  function takeIn(name: PortName, webSocket: WebSocket): void {
    current.get(name)?.close(takenOver);
    current.set(name, webSocket);
    onPort(name, webSocketPort(webSocket));
  }

  server.on('request', answer);
  server.on('upgrade', upgrade);
  return {
    newAddress: () => `http://${authority}/#token=${keys.issueToken()}`,
    close: async () => {
      for (const webSocket of sockets.clients) webSocket.close(1001);
      for (const socket of held) socket.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
    .end(status === 404 ? 'There is nothing here.\n' : 'Refused.\n');
}
