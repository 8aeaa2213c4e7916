import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { createCloseLatch } from './close-latch.ts';
import type { Closed, Connection } from './connection.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import type { OutgoingBatch } from './outgoing-batch.ts';
import { createTextGate } from './text-gate.ts';

/** How one side of a WebSocket writes: a server shares bytes between connections, a client masks each frame. */
export interface Outlet {
  send(batch: OutgoingBatch): void;
  bufferedBytes(): number;
  /** Gives all that waits to the socket: a close frame comes next. */
  handOver(): void;
  dispose(): void;
}

export interface WsConnectionOptions {
  /** Open, and never listened to before. */
  readonly webSocket: WebSocket;
  readonly outlet: Outlet;
  readonly remoteAddress: string;
  readonly certificateHash: Uint8Array;
  readonly maxFrameBytes: number;
  /** The one under it. */
  readonly socket: Pick<Socket, 'bytesRead' | 'pause'>;
}

/** A connection over an open WebSocket, of either side; paused until somebody listens for text. */
export function createWsConnection(options: WsConnectionOptions): Connection {
  const { webSocket, outlet, socket } = options;
  const texts = createListenerSet<string>();
  const refusals = createListenerSet<null>();
  const latch = createCloseLatch();
  let maxFrameBytes = options.maxFrameBytes;
  const gate = createTextGate({
    pass: (text) => {
      if (isOpen()) texts.call(text);
    },
    onEmptied: () => {
      if (texts.size > 0) webSocket.resume();
    },
  });
  let isPaused = false;
  let refusal: Closed | null = null;

  function isOpen(): boolean {
    return webSocket.readyState === webSocket.OPEN;
  }

  function close(code: number, reason: string): void {
    if (!isOpen()) return;
    outlet.handOver();
    webSocket.close(code, reason);
    // The other end's answer has to be read.
    webSocket.resume();
  }

  function refuse(why: Closed): void {
    refusal = why;
    close(why.code, why.reason);
    stopTaking();
  }

  /** `ws` goes on taking what comes until the other end has answered its close, up to a gigabyte in that time. */
  function stopTaking(): void {
    process.nextTick(() => socket.pause());
    refusals.call(null);
  }

  function hear(data: unknown, isBinary: boolean): void {
    if (!isOpen()) return;
    if (isBinary || !Buffer.isBuffer(data)) refuse({ code: closeCodes.unsupportedData, reason: 'only text frames' });
    else if (data.length > maxFrameBytes) refuse({ code: closeCodes.messageTooBig, reason: 'frame too big' });
    else gate.take(data.toString('utf8'));
  }

  webSocket.pause();
  webSocket.on('message', hear);
  webSocket.on('error', (error) => {
    if (refusal !== null) return;
    refusal = refusalOf(error);
    if (refusal !== null) stopTaking();
  });
  webSocket.once('close', (code, reason) => {
    outlet.dispose();
    latch.settle(refusal ?? { code, reason: reason.toString('utf8') });
  });

  return {
    remoteAddress: options.remoteAddress,
    certificateHash: options.certificateHash,
    send: (batch) => {
      if (isOpen()) outlet.send(batch);
    },
    bufferedBytes: () => outlet.bufferedBytes(),
    bytesReceived: () => socket.bytesRead,
    setMaxFrameBytes: (bytes) => {
      maxFrameBytes = bytes;
    },
    pauseReading: () => {
      isPaused = true;
      gate.shut();
      webSocket.pause();
    },
    resumeReading: () => {
      isPaused = false;
      gate.open();
    },
    ping: () => {
      if (isOpen()) webSocket.ping();
    },
    close,
    terminate: () => {
      outlet.dispose();
      webSocket.terminate();
    },
    onText: (listener) => {
      const undo = texts.add(listener);
      if (!isPaused) webSocket.resume();
      return undo;
    },
    onPong: (listener) => {
      webSocket.on('pong', listener);
      return () => {
        webSocket.off('pong', listener);
      };
    },
    onRefused: (listener) => refusals.add(listener),
    onClose: (listener) => latch.onClose(listener),
  };
}

/** What this end refused a frame with, by the error of `ws`; null when the link itself failed. */
function refusalOf(error: Error): Closed | null {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('WS_ERR_')) return null;
  return { code: refusalCodes[code] ?? protocolError, reason: 'bad frame' };
}

const protocolError = 1002;
/** RFC 6455, section 7.4.1; `ws` sends the same, and keeps it to itself. */
const refusalCodes: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: closeCodes.messageTooBig,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: closeCodes.messageTooBig,
};
