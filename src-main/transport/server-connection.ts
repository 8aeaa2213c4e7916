import type { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import { createPacedWriter } from './paced-writer.ts';
import type { SendBudget } from './send-budget.ts';
import { createStallWatch, type Progress } from './stall-watch.ts';
import type { TransportLimits } from './transport-limits.ts';
import { createWsConnection } from './ws-connection.ts';

/** A server's end, with what it takes to find those that do not read. */
export interface ServerEnd {
  readonly connection: Connection;
  /** Whether something leaves, by repeated looks at the given monotonic time. */
  look(nowMs: number): Progress;
  /** What the socket was given and has not sent: in memory, and not counted by the budget. */
  socketBytes(): number;
}

export interface ServerEndOptions {
  readonly webSocket: WebSocket;
  /** The one under the WebSocket: batches are written straight to it. */
  readonly socket: TLSSocket;
  readonly remoteAddress: string;
  readonly certificateHash: Uint8Array;
  readonly limits: TransportLimits;
  readonly budget: SendBudget;
  /** More than `maxBufferedBytes` wait for this reader (D12). */
  readonly onOverflow: () => void;
}

/** One batch is one write of bytes that every connection shares. */
export function createServerEnd(options: ServerEndOptions): ServerEnd {
  const { webSocket, socket, limits, budget, onOverflow } = options;
  const writer = createPacedWriter({
    socket,
    stepBytes: limits.writeStepBytes,
    budget,
    isOpen: () => webSocket.readyState === webSocket.OPEN,
  });
  const connection = createWsConnection({
    ...options,
    maxFrameBytes: limits.maxFrameBytesBeforeLogin,
    outlet: {
      ...writer,
      send: (batch) => {
        writer.write(batch.wire());
        if (writer.bufferedBytes() > limits.maxBufferedBytes) onOverflow();
      },
    },
  });
  return { connection, look: createStallWatch(writer, limits), socketBytes: writer.socketBytes };
}
