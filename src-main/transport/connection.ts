import type { OutgoingBatch } from './outgoing-batch.ts';

/**
 * One end of a link that carries text frames in order, whatever is underneath. Listeners are never called from within a
 * call to the connection; each `on…` returns its own undo. Text that arrives before the first `onText` waits.
 */
export interface Connection {
  /** The other end's IP address, IPv4 in its short form, without a port. */
  readonly remoteAddress: string;
  /** SHA-256 of the server's leaf certificate as this end knows it: shown by a server, seen by a client (T2's `h`). */
  readonly certificateHash: Uint8Array;
  /** Queues the frames; does nothing once the connection is closing. */
  send(batch: OutgoingBatch): void;
  /** Bytes that were sent and have not left this process. */
  bufferedBytes(): number;
  /** Bytes that have come in, of whatever kind. A heartbeat compares two readings: a difference is a sign of life. */
  bytesReceived(): number;
  /** A longer text frame from now on closes the connection with 1009. */
  setMaxFrameBytes(maxFrameBytes: number): void;
  /** Hears no more text and reads none from the network, so that the sender has to wait; what was read already waits in order. */
  pauseReading(): void;
  resumeReading(): void;
  /** Asks the other end to answer with a pong, which every WebSocket does by itself. */
  ping(): void;
  /** Sends what is queued, then the code (1000, 1001, 4000-4999) and reason (at most 123 bytes), and hears no more text. */
  close(code: number, reason: string): void;
  /** Ends at once; what is queued is lost and the other end sees 1006. */
  terminate(): void;
  onText(listener: (text: string) => void): Undo;
  onPong(listener: () => void): Undo;
  /** This end refused a frame: too large, in too many pieces, binary, no UTF-8. The connection ends by that. */
  onRefused(listener: () => void): Undo;
  /** Called once, also where the connection had been closed before. */
  onClose(listener: (closed: Closed) => void): Undo;
}

/** How a connection ended: the code that came over the wire, or that this end refused with; 1006 if it just broke. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export type Undo = () => void;
