import type { Connection } from '#main/transport/connection.ts';
import type { OutgoingBatch } from '#main/transport/outgoing-batch.ts';

/** A server's end whose other end is the test: what is written to it is kept, what comes in is given by hand. */
export interface RecordingConnection extends Connection {
  /** Each write, however many frames it held. */
  readonly writes: OutgoingBatch[];
  readonly pings: number;
  readonly isReading: boolean;
  /** The code it was closed with, or null. */
  readonly closedWith: number | null;
  readonly isTerminated: boolean;
  /** All frames written so far, read. */
  frames(): Record<string, unknown>[];
  /** Frames written since the last call, by type, or for signals by name. */
  takeFrames(): Record<string, unknown>[];
  receiveBytes(bytes: number): void;
  setBufferedBytes(bytes: number): void;
}

export function createRecordingConnection(remoteAddress = '192.0.2.1'): RecordingConnection {
  const writes: OutgoingBatch[] = [];
  const textListeners = new Set<(text: string) => void>();
  const closeListeners = new Set<(closed: { code: number; reason: string }) => void>();
  let taken = 0;
  let [received, buffered, pings] = [0, 0, 0];
  let [isReading, isTerminated] = [true, false];
  let closedWith: number | null = null;

  const frames = () => writes.flatMap(({ texts }) => texts.map((text) => JSON.parse(text) as Record<string, unknown>));

  return {
    writes,
    remoteAddress,
    certificateHash: new Uint8Array(32).fill(7),
    get pings() {
      return pings;
    },
    get isReading() {
      return isReading;
    },
    get closedWith() {
      return closedWith;
    },
    get isTerminated() {
      return isTerminated;
    },
    frames,
    takeFrames: () => {
      const all = frames();
      const fresh = all.slice(taken);
      taken = all.length;
      return fresh;
    },
    receiveBytes: (bytes) => {
      received += bytes;
    },
    setBufferedBytes: (bytes) => {
      buffered = bytes;
    },
    send: (batch) => {
      if (closedWith === null) writes.push(batch);
    },
    bufferedBytes: () => buffered,
    bytesReceived: () => received,
    setMaxFrameBytes: () => undefined,
    pauseReading: () => {
      isReading = false;
    },
    resumeReading: () => {
      isReading = true;
    },
    ping: () => {
      pings += 1;
    },
    close: (code) => {
      closedWith ??= code;
    },
    terminate: () => {
      isTerminated = true;
      for (const listener of closeListeners) listener({ code: 1006, reason: '' });
    },
    onText: (listener) => {
      textListeners.add(listener);
      return () => textListeners.delete(listener);
    },
    onPong: () => () => undefined,
    onRefused: () => () => undefined,
    onClose: (listener) => {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
  };
}
