import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { assert } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Certificate } from './certificate.ts';
import type { Connection } from './connection.ts';
import { createConnectionQuota } from './connection-quota.ts';
import type { ConnectionQuota, Place } from './connection-quota.ts';
import { answerRequest, answerUpgrade } from './http-answer.ts';
import { addressOf, createDoorSockets } from './door-sockets.ts';
import { createHttpsServer } from './https-server.ts';
import { createListenerCounters } from './listener-counters.ts';
import type { ListenerCounters } from './listener-counters.ts';
import { judgeRequest } from './request-guard.ts';
import type { Verdict } from './request-guard.ts';
import { createServerEnd } from './server-connection.ts';
import { createSlowReaders } from './slow-readers.ts';
import type { TransportLimits } from './transport-limits.ts';

/** Lets sockets become connections, from the TCP handshake to the login: shared by the servers of all addresses. */
export interface ChatDoor {
  /** Another https server whose sockets come in by this door. It does not listen yet. */
  createServer(): Server;
  readonly counters: ListenerCounters;
  readonly quota: ConnectionQuota;
  admitLogin(connection: Connection): void;
  /** Drops whoever came from a network that the server is not there for any more. */
  dropUnserved(): void;
  /** Lets nobody in any more, drops who is not yet connected and closes who is; settles when they are gone. */
  shut(): Promise<void>;
}

export interface DoorOptions {
  readonly certificate: Certificate;
  readonly knownNames?: readonly string[];
  /** Whether the server is there for whoever reached this address of its machine from that one (T11); left out: for everybody. */
  readonly isServed?: (localAddress: string, remoteAddress: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onConnection: (connection: Connection) => void;
}

export function createChatDoor(options: DoorOptions, limits: TransportLimits): ChatDoor {
  const counters = createListenerCounters();
  const quota = createConnectionQuota(limits);
  const upgrader = createUpgrader(limits);
  const sockets = createDoorSockets({ ...options, quota, counters });
  const places = new Map<Connection, Place>();
  const slowReaders = createSlowReaders({ ...options, limits, onCutOff: () => (counters.slowReadersCut += 1) });

  function judge(request: IncomingMessage, isUpgrade: boolean): Verdict {
    const { method, url, headers } = request;
    const verdict = judgeRequest({ method, url, headers, isUpgrade }, options.knownNames ?? []);
    if (verdict.type === 'refused') {
      counters.requestsRefused += 1;
      options.log.debug('a request was refused', { reason: verdict.reason, remoteAddress: addressOf(request.socket) });
    }
    return verdict;
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const verdict = judge(request, false);
    if (verdict.type === 'health') answerRequest(response, 200, { status: 'ok' });
    else answerRequest(response, verdict.type === 'refused' ? verdict.status : 400);
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const verdict = judge(request, true);
    const place = sockets.placeOf(request.socket);
    if (verdict.type !== 'upgrade') {
      answerUpgrade(socket, verdict.type === 'refused' ? verdict.status : 400);
    } else if (place?.beginLogin() === true) {
      upgrader.handleUpgrade(request, socket, head, (webSocket) => {
        connect(webSocket, socket, place);
      });
    } else {
      counters.busyAnswers += 1;
      answerUpgrade(socket, 503, { 'Retry-After': String(limits.retryAfterSeconds) });
    }
  }

  /** A socket that failed before it was a request: in TLS, or with bytes that are not HTTP. */
  function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    const status = statusOfHttpError(error.code ?? '');
    if (status === null) {
      if (error.code !== 'ECONNRESET') counters.tlsFailures += 1;
      socket.destroy();
    } else {
      counters.badRequests += 1;
      answerUpgrade(socket, status);
    }
  }

  function connect(webSocket: WebSocket, socket: Duplex, place: Place): void {
    assert(socket instanceof TLSSocket, 'every connection is encrypted');
    counters.upgraded += 1;
    const end = createServerEnd({
      webSocket,
      socket,
      remoteAddress: addressOf(socket),
      certificateHash: options.certificate.hash,
      limits,
      budget: slowReaders.budget,
      onOverflow: () => {
        slowReaders.cutOff(end.connection);
      },
    });
    end.connection.onRefused(() => {
      counters.framesRefused += 1;
    });
    places.set(end.connection, place);
    end.connection.onClose(() => places.delete(end.connection));
    slowReaders.watch(end);
    options.onConnection(end.connection);
  }

  return {
    createServer: () => {
      const server = createHttpsServer(options.certificate, limits);
      server.on('connection', sockets.enter).on('request', onRequest).on('upgrade', onUpgrade);
      server.on('clientError', onClientError);
      return server;
    },
    counters,
    quota,
    admitLogin: (connection) => places.get(connection)?.admit(),
    dropUnserved: sockets.dropUnserved,
    shut: async () => {
      slowReaders.stop();
      sockets.shut(new Set(places.values()));
      await Promise.all([...places.keys()].map(closeGoingAway));
    },
  };
}

/** The status for an error of Node's HTTP parser; null for an error of the layers below. */
function statusOfHttpError(code: string): number | null {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code.startsWith('HPE_') ? 400 : null;
}

/** Settles when the other end has answered, or did not in time. */
function closeGoingAway(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.onClose(() => {
      resolve();
    });
    connection.close(closeCodes.goingAway, 'the server stops');
  });
}

function createUpgrader(limits: TransportLimits): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes,
    maxFragments: limits.maxFragments,
    closeTimeout: limits.closeTimeoutMs,
    handleProtocols: () => false as const,
  };
  return new WebSocketServer(options);
}
