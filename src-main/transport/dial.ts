import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { Clock } from '#shared/clock.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import type { Connection } from './connection.ts';
import { dialFailureOf, dialFailureOfAnswer } from './dial-failure.ts';
import type { DialFailure } from './dial-failure.ts';
import { createDialPatience } from './dial-patience.ts';
import { dialTls } from './dial-tls.ts';
import type { DialTarget, SecureLine } from './dial-tls.ts';
import { upgradePath } from './request-guard.ts';
import { transportLimits } from './transport-limits.ts';
import { createLocalAddresses, type IsLocal } from './local-addresses.ts';
import { createWsConnection } from './ws-connection.ts';
import type { Outlet } from './ws-connection.ts';

export interface DialOptions {
  readonly clock: Clock;
  /** For the whole of it: TCP, TLS and the upgrade. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What is not local is not dialled. */
  readonly isLocal?: IsLocal;
}

/** Connects to whatever chat server is at an address. Which one it is, only its proof tells (T2). */
export async function dial(target: DialTarget, options: DialOptions): Promise<Result<Connection, DialFailure>> {
  const { clock, signal, timeoutMs = transportLimits.handshakeTimeoutMs } = options;
  const { isLocal = createLocalAddresses(networkInterfaces) } = options;
  const patience = createDialPatience({ clock, timeoutMs, signal });
  try {
    const line = await dialTls(target, patience.signal, isLocal);
    const opened = line.ok ? await upgrade(line.value, target.port, patience.signal) : line;
    if (opened.ok && patience.failure !== null) opened.value.terminate();
    return patience.failure === null ? opened : err(patience.failure);
  } finally {
    patience.end();
  }
}

/** The request carries nothing secret: the other end has proved nothing yet. */
function upgrade(line: SecureLine, port: number, signal: AbortSignal): Promise<Result<Connection, DialFailure>> {
  return new Promise((resolve) => {
    const webSocket = openWebSocket(line, port);

    function give(result: Result<Connection, DialFailure>): void {
      signal.removeEventListener('abort', onAbort);
      if (!result.ok) line.socket.destroy();
      resolve(result);
    }
    function onAbort(): void {
      give(err({ type: 'aborted' }));
    }
    function onError(error: Error): void {
      give(err(dialFailureOf(error)));
    }

    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    webSocket.on('error', onError);
    webSocket.once('unexpected-response', (_request, response) => {
      response.resume();
      give(err(dialFailureOfAnswer(response.statusCode ?? 0, response.headers['retry-after'])));
    });
    webSocket.once('open', () => {
      webSocket.off('error', onError);
      give(ok(clientConnectionOf(webSocket, line)));
    });
  });
}

function openWebSocket({ socket, remoteAddress }: SecureLine, port: number): WebSocket {
  const options = {
    createConnection: () => socket,
    perMessageDeflate: false,
    maxHeaderSize: transportLimits.maxHeaderBytes,
    maxPayload: transportLimits.maxFrameBytes,
    maxFragments: transportLimits.maxFragments,
    closeTimeout: transportLimits.closeTimeoutMs,
  };
  return new WebSocket(urlOf(remoteAddress, port), options);
}

/** By the address and never by a name, since servers refuse names that they do not know. */
function urlOf(remoteAddress: string, port: number): string {
  const address = remoteAddress.replace(/%.*$/, '');
  return `wss://${isIPv6(address) ? `[${address}]` : address}:${port}${upgradePath}`;
}

function clientConnectionOf(webSocket: WebSocket, { socket, ...line }: SecureLine): Connection {
  return createWsConnection({
    webSocket,
    outlet: clientOutlet(webSocket, socket),
    remoteAddress: line.remoteAddress,
    certificateHash: line.certificateHash,
    maxFrameBytes: transportLimits.maxFrameBytes,
    socket,
  });
}

/** A client masks each frame, so it shares nothing; corked, its frames of one batch still leave in one write. */
function clientOutlet(webSocket: WebSocket, socket: TLSSocket): Outlet {
  return {
    send: (batch) => {
      socket.cork();
      for (const text of batch.texts) webSocket.send(text);
      socket.uncork();
    },
    bufferedBytes: () => (webSocket.readyState === WebSocket.CLOSED ? 0 : webSocket.bufferedAmount),
    handOver: () => undefined,
    dispose: () => undefined,
  };
}
