import type { Writable } from 'node:stream';
import { splitAtFrames } from './frame.ts';
import type { SendBudget } from './send-budget.ts';

/**
 * Writes to a socket at once while it keeps up, and in steps while it does not. A stream tells of a write only when the
 * whole of it is done: with 8 MiB handed over at once, a slow reader looks like a dead one (D12). Steps end where frames
 * do, since whoever else writes to the socket (`ws` its pings, pongs and closes) does so between two of them.
 */
export interface PacedWriter {
  /** Whole frames, as they go over the wire. */
  write(wire: Buffer): void;
  /** Bytes written here that have not left the process. */
  bufferedBytes(): number;
  /** Those of them that the socket has: each connection's own, since it encrypts them, and in no budget. */
  socketBytes(): number;
  /** Bytes that have left the process since the start: one that does not grow is a reader that does not read. */
  flushedBytes(): number;
  /** Hands all that waits to the socket, for what must come behind it. */
  handOver(): void;
  /** Forgets what waits and writes no more. */
  dispose(): void;
}

export interface PacedWriterOptions {
  readonly socket: Writable;
  readonly stepBytes: number;
  readonly budget: SendBudget;
  /** Asked before what waited is handed over: behind a close frame nothing may follow. */
  readonly isOpen: () => boolean;
}

/** A piece of what was written. */
interface Step {
  readonly bytes: Buffer;
  /** What it is the last piece of, if it is. */
  readonly endOf: Buffer | null;
}

export function createPacedWriter({ socket, stepBytes, budget, isOpen }: PacedWriterOptions): PacedWriter {
  let waiting: Step[] = [];
  let waitingBytes = 0;
  let handedBytes = 0;
  let isDisposed = false;

  function hand(bytes: Buffer): void {
    handedBytes += bytes.length;
    socket.write(bytes);
  }

  /** Hands over what waits: all of it, or as much as the socket wants. */
  function handOver(amount: 'all' | 'wanted'): void {
    let count = 0;
    // Corked, so that small frames leave in one write.
    socket.cork();
    for (const { bytes, endOf } of waiting) {
      if (amount === 'wanted' && socket.writableNeedDrain) break;
      hand(bytes);
      waitingBytes -= bytes.length;
      count += 1;
      if (endOf !== null) budget.remove(endOf);
    }
    socket.uncork();
    waiting = waiting.slice(count);
  }

  function onDrain(): void {
    if (isOpen()) handOver('wanted');
    else dispose();
  }

  function dispose(): void {
    isDisposed = true;
    socket.off('drain', onDrain);
    for (const { endOf } of waiting) if (endOf !== null) budget.remove(endOf);
    waiting = [];
    waitingBytes = 0;
  }
  socket.on('drain', onDrain);

  return {
    write: (wire) => {
      if (isDisposed) return;
      if (waitingBytes === 0 && !socket.writableNeedDrain && wire.length <= stepBytes) {
        hand(wire);
        return;
      }
      const pieces = splitAtFrames(wire, stepBytes);
      for (const [index, bytes] of pieces.entries()) {
        waiting.push({ bytes, endOf: index === pieces.length - 1 ? wire : null });
      }
      waitingBytes += wire.length;
      budget.add(wire);
      if (!socket.writableNeedDrain) handOver('wanted');
    },
    bufferedBytes: () => (isDisposed ? 0 : waitingBytes + socket.writableLength),
    socketBytes: () => (isDisposed ? 0 : socket.writableLength),
    flushedBytes: () => handedBytes - socket.writableLength,
    handOver: () => {
      handOver('all');
    },
    dispose,
  };
}
